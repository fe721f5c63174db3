/** Also in package.json, as an activation event: a restored panel wakes the extension. */
export const inspectorViewType = 'keyMaterial.inspector';

/** Also in package.json: the view in the panel that lists what Find Key Blocks in Workspace found. */
export const foundKeyBlocksViewId = 'keyMaterial.foundKeyBlocks';

/** Also in package.json: the view of the keys of the chosen service. */
export const keysViewId = 'keyMaterial.keys';

/** The read-only editor for structures, and the panel for what stands in no file of its own. */
export const structureViewType = 'keyMaterial.structure';
export const structurePanelViewType = 'keyMaterial.structurePanel';
