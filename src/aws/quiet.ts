// On Node 20 the SDK warns that later versions of it need a newer one; nobody who runs lintel can give it another.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
