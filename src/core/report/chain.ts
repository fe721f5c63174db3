/** The certificates of one or several sources, put in order and checked: who signed whom, and what is wrong. */
import { wipe } from '../crypto/bytes';
import { Reading } from '../cms/reading';
import { findStructures, textOf } from '../input/material';
import { isClearPrivateKey } from '../crypto/keyPairs';
import type { Certificate } from '../x509/certificateTypes';
import { checkChain, orderChain } from '../x509/chain';
import type { CheckedPath, Link } from '../x509/chainTypes';
import { certificateFields } from './certificates';
import { reportedFindings } from './findings';
import { moment } from './moment';
import { reportNotice } from './report';
import type { ReportedField, ReportedFinding } from './types';
import { quoted } from './values';

export interface ChainSource {
  readonly name: string | null;
  readonly input: string | Uint8Array;
}

/** Numbers are places in `certificates`. A chain is judged by itself: whom to trust, it does not say. */
export interface ChainReport {
  readonly format: 'key-material-chain';
  readonly version: 1;
  readonly notice: string;
  readonly at: string;
  readonly certificates: readonly {
    readonly source: string | null;
    readonly subject: string;
    readonly fields: readonly ReportedField[];
    readonly findings: readonly ReportedFinding[];
  }[];
  /** Each way up from a certificate that issued no other, best first for each. */
  readonly paths: readonly {
    readonly certificates: readonly number[];
    readonly verdict: CheckedPath['verdict'];
    /** Whether it ends in a certificate that signed itself. */
    readonly complete: boolean;
    readonly links: readonly {
      readonly subject: number;
      readonly issuer: number | null;
      readonly verdict: Link['verdict'];
    }[];
    readonly findings: readonly ReportedFinding[];
  }[];
  /** Of the certificates as a whole. */
  readonly findings: readonly ReportedFinding[];
}

/** Certificates of one check; a bundle of roots of a whole system has some hundred. */
const mostCertificates = 1000;

const nowhere = (): null => null;

/** The certificates of all sources at a moment. Never throws; without certificates, all lists are empty. */
export async function chainReport(sources: readonly ChainSource[], at: Date): Promise<ChainReport> {
  const names = new Map<Certificate, string | null>();
  for (const { name, input } of sources)
    for (const certificate of certificatesOf(input))
      if (names.size < mostCertificates) names.set(certificate, name);
  const chain = await checkChain(orderChain([...names.keys()]), at);
  return {
    format: 'key-material-chain',
    version: 1,
    notice: reportNotice,
    at: moment(at),
    certificates: chain.certificates.map((certificate, i) => ({
      source: names.get(certificate) ?? null,
      subject: quoted(certificate.subject.text),
      fields: certificateFields(certificate),
      findings: reportedFindings([...certificate.findings, ...chain.validity[i]!], nowhere),
    })),
    paths: chain.checkedPaths.map(({ certificates, verdict, complete, links, findings }) => ({
      certificates,
      verdict,
      complete,
      links: links.map(({ subject, issuer, verdict: own }) => ({
        subject,
        issuer: issuer ?? null,
        verdict: own,
      })),
      findings: reportedFindings(findings, nowhere),
    })),
    findings: reportedFindings(chain.findings, nowhere),
  };
}

function certificatesOf(input: string | Uint8Array): Certificate[] {
  const text = typeof input === 'string' ? input : textOf(input);
  if (text === undefined) return wellFormed(new Reading(input as Uint8Array));
  return findStructures(text).flatMap(({ bytes, label }) => {
    const reading = new Reading(bytes, label);
    if (!isClearPrivateKey(reading.type, label)) return wellFormed(reading);
    wipe(bytes);
    return [];
  });
}

const wellFormed = ({ certificates }: Reading): Certificate[] =>
  certificates.filter((certificate) => certificate.wellFormed);
