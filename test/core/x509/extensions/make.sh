#!/bin/sh
# Makes the certificates, requests and CRLs of this folder with OpenSSL 3; their keys are thrown away.
# Usage: sh test/core/x509/extensions/make.sh
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
cd "$work"
openssl ecparam -genkey -name prime256v1 -noout -out key.pem
printf '[req]\ndistinguished_name=dn\nprompt=no\n[dn]\nC=DE\nO=TEST, made here\nCN=TEST Extensions CA\n' >ca.cnf
openssl req -x509 -new -key key.pem -config ca.cnf -days 9000 -set_serial 0x123456 -out ca.pem \
  -addext basicConstraints=critical,CA:true -addext subjectKeyIdentifier=hash
for name in constraints names revocation policies timestamps precertificate qualified netscape ocsp unknown; do
  openssl req -new -key key.pem -subj "/C=DE/CN=TEST $name" -out "$name.csr" -config ca.cnf
  openssl x509 -req -in "$name.csr" -CA ca.pem -CAkey key.pem -set_serial 0x20112605 -days 8000 \
    -extfile "$here/extensions.cnf" -extensions "$name" -out "$here/$name.pem"
done
openssl req -new -key key.pem -subj '/CN=TEST request' -config "$here/extensions.cnf" -reqexts request -out "$here/request.pem"
mkdir -p ca && touch ca/index.txt
{
  printf 'R\t460101000000Z\t260301120000Z,keyTime,20260228101112Z\t112233\tunknown\t/CN=TEST a\n'
  printf 'R\t460101000000Z\t260302120000Z,holdInstruction,1.2.840.10040.2.3\t0A0B\tunknown\t/CN=TEST b\n'
  printf 'R\t460101000000Z\t260303120000Z,superseded\t20112605\tunknown\t/CN=TEST c\n'
  printf 'R\t460101000000Z\t260304120000Z\t7F\tunknown\t/CN=TEST d\n'
} >ca/index.txt
echo 1234 >ca/number
openssl ca -gencrl -config "$here/extensions.cnf" -name list -cert ca.pem -keyfile key.pem -crldays 8000 -out "$here/list.crl"
# OpenSSL makes no entry of an indirect CRL: this one is put together and not signed.
openssl asn1parse -genconf "$here/indirect.cnf" -noout -out indirect.der
openssl crl -inform DER -in indirect.der -out "$here/indirect.crl"
