"use strict";

// validatorUrl: by default the page would send the address of the schema to a server of others.
SwaggerUIBundle({
  url: document.getElementById("operations").dataset.schema,
  dom_id: "#operations",
  presets: [SwaggerUIBundle.presets.apis],
  layout: "BaseLayout",
  deepLinking: true,
  validatorUrl: null,
});
