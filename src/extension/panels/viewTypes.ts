/** Also in package.json, as an activation event: a restored panel wakes the extension. */
export const inspectorViewType = 'keyMaterial.inspector';
