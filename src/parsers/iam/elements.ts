/** The elements of a policy and of a statement; their names are case-sensitive. */
export const policyElements = ['Version', 'Id', 'Statement'] as const;
export const statementElements = ['Sid', 'Effect', 'Principal', 'NotPrincipal', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition'] as const;

/** The keys of a `Principal`. */
export const principalKeys = ['AWS', 'CanonicalUser', 'Federated', 'Service'] as const;
