// Of Swagger UI only what docs.ts uses: the package has no types of its own.

declare module "swagger-ui-dist/swagger-ui-es-bundle.js" {
  export interface System {
    React: { createElement(tag: string, properties: null, ...children: unknown[]): unknown };
  }
  export default function SwaggerUI(options: {
    url: string;
    dom_id: string;
    deepLinking: boolean;
    syntaxHighlight: { activated: boolean };
    validatorUrl: null;
    plugins: object[];
    onComplete: () => void;
  }): void;
}
