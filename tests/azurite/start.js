// Azurite, which ends with whoever started it: the pipe on its stdin closes even when that process is killed.
process.stdin.resume().on('end', () => process.exit(0));
require('azurite/dist/src/azurite.js');
