// What of the environment of whoever runs a script reaches the programs that it starts.

/**
 * A copy without AWS credentials, profiles, roles and endpoints of the caller: what is started knows only those that
 * it is given. Every AWS_ name goes, as each new way to credentials brings more of them.
 * @param {NodeJS.ProcessEnv} environment @returns {NodeJS.ProcessEnv}
 */
export function withoutAws(environment) {
  // Windows does not distinguish upper and lower case here.
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !/^AWS_/i.test(name)));
}

/** Takes the same names out of an environment, so that no program started later gets them. @param {NodeJS.ProcessEnv} environment */
export function dropAws(environment) {
  const kept = withoutAws(environment);
  for (const name of Object.keys(environment)) if (!(name in kept)) delete environment[name];
}
