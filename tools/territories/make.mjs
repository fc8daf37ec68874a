// SPDX-License-Identifier: AGPL-3.0-or-later
// Makes data/territories.tsv from @etalab/decoupage-administratif: see README.md.
//     node make.mjs [OUT]
import {createRequire} from 'node:module'
import {writeFileSync} from 'node:fs'
import {fileURLToPath} from 'node:url'

const YEAR = 2026 // of the package's version: its README holds the table
const VERSION = '6.0.0'

// What people call a place that no official list does.
const ALIASES = [
  ['com', '984', 'TAAF'],
  ['com', '987', 'Tahiti'],
  ['region', '93', 'PACA'],
]

const require = createRequire(import.meta.url)
const read = name => require(`@etalab/decoupage-administratif/data/${name}.json`)
const found = require('@etalab/decoupage-administratif/package.json').version
if (found !== VERSION) throw new Error(`version ${VERSION} is expected, not ${found}: npm ci`)

const communes = read('communes').filter(c => c.type === 'commune-actuelle')
const collectivities = read('departements').filter(d => d.zone === 'com')
const departements = read('departements').filter(d => d.zone !== 'com')
const regions = read('regions').filter(r => r.zone !== 'com')
const epci = read('epci')
const ept = read('ept') // of Greater Paris: their communes are members of its métropole as well

const sum = (list, of) => list.reduce((total, x) => total + (of(x) || 0), 0)
const groups = new Map() // commune → its EPT if it has one, else its EPCI: an EPT names its EPCI
for (const e of [...epci, ...ept]) for (const m of e.membres) groups.set(m.code, e.code)
const inEpci = new Map(epci.flatMap(e => e.membres.map(m => [m.code, e.code])))
const byCode = new Map(communes.map(c => [c.code, c]))

// An intercommunality may span départements: the one where most of its people live.
function seat(e) {
  const people = new Map()
  for (const m of e.membres) {
    const where = byCode.get(m.code).departement
    people.set(where, (people.get(where) ?? 0) + (m.populationMunicipale || 0))
  }
  return [...people].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0][0]
}

const people = (key, code) => sum(communes.filter(c => c[key] === code), c => c.population)
const rows = []
const add = (kind, code, name, within = '', group = '', population = 0, postcodes = []) =>
  rows.push([kind, code, name.normalize('NFC').trim().replace(/\s+/g, ' '), within, group,
             population || '', postcodes.join(',')])

for (const r of regions) add('region', r.code, r.nom, '', '', people('region', r.code))
for (const d of departements)
  add('departement', d.code, d.nom, d.region, '', people('departement', d.code))
for (const c of collectivities) add('com', c.code, c.nom, '', '', people('departement', c.code))
for (const e of epci) add('epci', e.code, e.nom, seat(e), '', e.populationMunicipale)
for (const t of ept)
  add('ept', t.code, t.nom, seat(t), inEpci.get(t.membres[0].code), t.populationMunicipale)
for (const c of communes)
  add('commune', c.code, c.nom, c.departement, groups.get(c.code) ?? '', c.population,
      [...(c.codesPostaux ?? [])].sort())
for (const [kind, code, name] of ALIASES) add('alias', `${kind}-${code}`, name)

const order = ['region', 'departement', 'com', 'epci', 'ept', 'commune', 'alias']
rows.sort((a, b) => order.indexOf(a[0]) - order.indexOf(b[0]) || (a[1] < b[1] ? -1 : 1))

const head = [
  `# Made by tools/territories/make.mjs from @etalab/decoupage-administratif ${VERSION}: do not edit.`,
  `# Year ${YEAR}. Sources: INSEE, DGCL, La Poste. Licence Ouverte 2.0 (Etalab).`,
  '# kind, code, name, within (departement or com; of a departement its region), epci (or ept), population, postcodes',
]
const out = process.argv[2] ?? fileURLToPath(new URL('../../data/territories.tsv', import.meta.url))
writeFileSync(out, [...head, ...rows.map(r => r.join('\t').replace(/\t+$/, ''))].join('\n') + '\n')
const count = {}
for (const [kind] of rows) count[kind] = (count[kind] ?? 0) + 1
console.log(out, count)
