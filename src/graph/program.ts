export interface Program { readonly name: string }
