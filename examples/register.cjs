/** Lets plain Node run the examples' TypeScript: `node --require ./examples/register.cjs examples/quickstart/main.ts`. */
process.env.TSX_TSCONFIG_PATH = require.resolve('./tsconfig.json');
require('tsx/cjs');
