// Imported first by every program: whoever may send a signal could otherwise open a debugger in it, a port through which any program runs.

process.on('SIGUSR1', () => {});
