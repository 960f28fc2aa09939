// What the SDK expects of its platform; imported before the SDK, which looks for it while it loads.

// Standard output carries our protocol alone: whatever logs goes to standard error.
for (const level of ["debug", "info", "log", "trace", "warn"]) {
  console[level] = console.error;
}

// The SDK asks for Node 22, where this function is part of the language.
Promise.withResolvers ??= function withResolvers() {
  const resolvers = {};
  resolvers.promise = new Promise((resolve, reject) => Object.assign(resolvers, { resolve, reject }));
  return resolvers;
};
