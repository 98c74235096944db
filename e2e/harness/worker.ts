import { expose } from 'comlink';
import { openWebRuntime } from '../../src/runtime/choose';
import { selfTest } from '../../src/runtime/self-test';
expose({
  async run(preference: 'auto' | 'webgpu' | 'wasm') {
    const { runtime, ...rest } = await openWebRuntime(preference);
    await selfTest(runtime);
    await selfTest(runtime);
    await runtime.dispose();
    return [rest, runtime.threads, runtime.backend];
  },
});
