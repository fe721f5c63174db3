// Every cell and record of a CSV text, with its place.
import { expect, it } from 'vitest';
import { readCsv } from '../../../src/keyservice/manifest/csv';
import { wholeText } from '../../whole';

it('is read whole', async () => {
  const texts = [
    '',
    'a,b\n1,2\n',
    'a;b\r\n1;2',
    'a\tb\n1\t2',
    'sep=;\na;b,c\n',
    'SEP=|\r\na|b',
    '\ufeffa,b\n',
    '\ufeffsep=;\na;b',
    'a,"b,c",d\n"e"",f",g\n',
    'a,"b\nc",d\n',
    'a,"b\nc,d\ne,f',
    'a,"b" ,c\n',
    'a, "b",c\n',
    'a,,\n,,\n\n,\nx\n',
    '="01",\'02,"=""03"""\n',
    'a\r\rb\n',
    'a,b',
    '"a"',
    '""',
    '"',
  ];
  const cases = texts.flatMap((text) =>
    [100, 1].map((most) => [`${JSON.stringify(text)} ${most}`, readCsv(text, most)] as const),
  );
  await expect(wholeText(cases)).toMatchFileSnapshot('whole/csv.txt');
});
