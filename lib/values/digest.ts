const OFFSET = 0xcbf29ce484222325n;
const PRIME = 0x100000001b3n;
const DIGITS = 16;

/** A short name for a text, the same wherever it is computed (FNV-1a, 64 bits): to tell texts apart, not to keep them from being forged. */
export function digestOf(text: string): string {
  let hash = OFFSET;
  for (const byte of Buffer.from(text)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * PRIME);
  return hash.toString(16).padStart(DIGITS, '0');
}
