/** The platforms of Nest: how to make one, and how to let an application on it read bodies that are text/xml. */
export const adapters = {
  express: {
    create: async () => new (await import('@nestjs/platform-express')).ExpressAdapter(),
    readXml: app => app.useBodyParser('text', { type: 'text/xml' }),
  },
  fastify: {
    create: async () => new (await import('@nestjs/platform-fastify')).FastifyAdapter(),
    readXml: app =>
      app
        .getHttpAdapter()
        .getInstance()
        .addContentTypeParser('text/xml', { parseAs: 'buffer' }, (_request, body, done) => done(null, body)),
  },
};
