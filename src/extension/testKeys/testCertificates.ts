import type * as vscode from 'vscode';
import { toHex } from '../../core/asn1/value';
import { digestOf } from '../../core/crypto/hmac';

const rememberedKey = 'testCertificates';
const mostRemembered = 2000;

/** Fingerprints of the certificates that this extension made on this machine: a live account never trusts one. */
export class TestCertificates {
  constructor(private readonly state: vscode.Memento) {}

  /** @param certificates DER */
  async remember(...certificates: readonly Uint8Array[]): Promise<void> {
    const all = [...this.state.get<string[]>(rememberedKey, []), ...certificates.map(fingerprintOf)];
    await this.state.update(rememberedKey, [...new Set(all)].slice(-mostRemembered));
  }

  /** @param certificate DER */
  made(certificate: Uint8Array): boolean {
    return this.state.get<string[]>(rememberedKey, []).includes(fingerprintOf(certificate));
  }
}

function fingerprintOf(certificate: Uint8Array): string {
  return toHex(digestOf('SHA-256', certificate));
}
