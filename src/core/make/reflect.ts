/**
 * What @peculiar/x509 looks for when it is loaded. In a file of its own: a bundler runs CommonJS where the file that
 * imports it runs, and that must be before the library and not after it.
 */
import 'reflect-metadata/lite';
