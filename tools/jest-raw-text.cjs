// For jest: a file that is loaded as its text, as the bundler has it.
module.exports = {
    process: (text) => ({ code: `module.exports = ${JSON.stringify(text)};` }),
};
