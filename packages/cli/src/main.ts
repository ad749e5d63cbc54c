console.log('kraus', process.argv.slice(2));
export {};
