/**
 * Law: frozen stub. This line is all that Pulumi's state keeps of our code, for every cluster anybody ever declared.
 * It is stored, and run again years later, from the program's folder: neither it nor the path that it requires may ever
 * change. Each cluster has it twice in the state, which the engine writes again at each step: so it is terse.
 *
 * It looks from the program's folder `c`, then from each package that the program's package.json names, then from those that
 * they name: with strict package managers, and in workspaces, only those who name this package `u` find it. A folder whose
 * package.json has no name, or that has none, belongs to the one above it.
 */
export const stub = [
    'exports.handler=(u="pulumi-atlas-serverless",c=process.cwd(),s=new Set([c]),f=require("fs").realpathSync)=>{',
    'for(const d of s){const r=require("module").createRequire(d+"/_");let j={},p;',
    'try{p=r.resolve(u+"/dynamic")}catch{}if(p)return r(p).provider;',
    'try{j=r("./package.json")}catch{}j.name||s.add(f(d+"/.."));',
    "for(const n in{...j.dependencies,...j.devDependencies})",
    'for(const m of r.resolve.paths("_"))try{s.add(f(m+"/"+n))}catch{}}',
    'throw Object.assign(Error(u+" is not installed: run `npm install "+u+"` in "+c),{stack:""})}',
].join("");

/** The resource's type in Pulumi's state. Changing it would replace everybody's clusters. */
export const resourceType = "pulumi-nodejs:dynamic/atlas-serverless:ServerlessInstance";
