/** Edits inside JSON bytes that leave every other byte as it came. */
package dev.burdock.fanout.sync.json;
