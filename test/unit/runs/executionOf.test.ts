// What a person is asked about before a stranger's run is taken up: programs, and data on other computers.

import assert from 'node:assert/strict';
import { type Execution, needsAgreement, onOtherHosts } from '../../../src/runs/executionOf.ts';

const harmless: Execution = { taskModule: undefined, engineFolder: undefined, data: ['/d.csv'], elsewhere: [] };

describe('what a run does beside computing', () => {
  it('is agreed to where it executes a program or reads on another computer', () => {
    assert.ok(!needsAgreement(harmless));
    assert.ok(needsAgreement({ ...harmless, taskModule: '/t.ts' }));
    assert.ok(needsAgreement({ ...harmless, engineFolder: '/e' }));
    assert.ok(needsAgreement({ ...harmless, elsewhere: ['//evil.example/s/d.csv'] }));
  });

  it('includes, on Windows, every way to write another host, and none to write this one’s', () => {
    const elsewhere = ['//evil.example/s/d.csv', '\\\\evil.example\\s\\d.csv', '\\\\?\\UNC\\evil.example\\s\\d.csv'];
    assert.deepEqual(onOtherHosts(elsewhere, 'C:\\runs\\run', 'win32'), elsewhere);
    assert.deepEqual(onOtherHosts(['\\\\lab\\s\\d.csv'], '\\\\other\\runs\\run', 'win32'), ['\\\\lab\\s\\d.csv']);
    assert.deepEqual(onOtherHosts(elsewhere, '/runs/run', 'linux'), []);
    assert.deepEqual(onOtherHosts([import.meta.filename], import.meta.dirname, 'win32'), []);
  });
});
