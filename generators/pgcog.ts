#!/usr/bin/env node
import { createInterface } from 'node:readline';
import { main } from './pgcog/main.js';
import { processIo } from './process-io.js';

// The SDK's advice about Node.js is for who bundled it, not for who runs a command.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

const { io, end } = processIo();

end(await main(process.argv.slice(2), {
  ...io,
  ...(io.ask !== undefined && {
    lines: (heard: (line: string) => void) => {
      const typed = createInterface({ input: process.stdin });
      typed.on('line', heard);
      return () => typed.close();
    },
  }),
}));
