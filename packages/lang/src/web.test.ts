import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

describe('the main entry', () => {
  it('needs nothing of Node, so that it runs in a browser', () => {
    const folder = new URL('.', import.meta.url);
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
      (file) =>
        file.endsWith('.ts') &&
        !file.endsWith('.test.ts') &&
        !/^(node|server)/.test(file) &&
        !file.endsWith('std-sources.ts'),
    );
    expect(files.length).toBeGreaterThan(40);
    for (const file of files) {
      const text = readFileSync(new URL(file.replaceAll('\\', '/'), folder), 'utf8');
      expect(text, file).not.toMatch(
        /from '(node:|langium\/node|langium\/lsp|vscode)|\b(process\.(env|cwd|argv|platform)|Buffer\.from|__dirname)\b|require\(/,
      );
    }
  });
});
