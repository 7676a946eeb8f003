/** Files of a template. */
export const templatePatterns = ['tenant_template/**/*.sql', 'shared/**/*.sql'];
