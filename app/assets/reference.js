// Shows the OpenAPI document with Swagger UI, from this server alone.
const place = document.getElementById("reference");
SwaggerUIBundle({ domNode: place, url: place.dataset.document, validatorUrl: null, deepLinking: true });
