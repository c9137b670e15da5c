<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="fr">
<context>
    <name></name>
    <message>
        <source>Purpose of the visit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stay in days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this traveller</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refer {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To the second line. Choose the reasons by their digits.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refer {name} to the second line? Press {key} again to record it, Esc to go back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refuse {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose the grounds by their digits.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refuse</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refuse {name}? Press {key} again to record it, Esc to go back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Admit {name} although a check failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failed: {checks}. The reason is kept with the record.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Admit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} leaves the desk without a decision. The second line is told of the alert.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put this document aside?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} leaves the desk without a decision. Nothing is recorded.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put aside</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The document was put aside. The second line is told of the alert.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An inspection was interrupted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} was on the desk when this station stopped. Nothing was lost, nothing was decided.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go on with this traveller</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read the chip the older way?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The secure way into this chip failed. A forger may make it fail on purpose, so that the weaker older way is taken. You may take it: the check stays amber, and the record says that you did. Esc leaves the chip unread.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try the secure way again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take the older way</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not yet: {what}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>chip {line}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>page {line}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No further evidence.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Esc  Back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Up and down: other checks.   {page}: further down.   {back}: back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Direction</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not asked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Purpose</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Flight, vessel or yacht</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Why it is corrected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Why it is corrected (kept with both versions)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What changes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Record this correction</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Correct {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Both versions are kept and both go to HQ.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is changed yet, or a field is not valid.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write why it is corrected.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Correct</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checks as they were</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Versions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Version {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Corrected: {why}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Surname</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Given names</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Born</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Band</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>List</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Port</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Came up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Told</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SILENT</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>lookout</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Word</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remembered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Let pass</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>revoked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>by an earlier case</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>yes, until revoked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Who</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What happened</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How long</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Corrected by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recorded by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reason</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Second person</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What came of it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{act}: {account}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not signed out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>erased since</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not shown to this role</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refused: this person may not, or is the officer at the desk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accepted; nothing was done by it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{act}, {time}, line {line}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Line {line}, SHA-256 {hash}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a name that is no account</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asked for, blinded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SHA-256</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>yes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no more than the time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number}: rows {rows}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The {lines} before it are sound.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change nothing more here. Tell HQ and a technician: HQ&apos;s copies say what stood there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Intact: {lines}, up to line {line}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{records} what its line holds.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{records} what their lines hold.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Head: {hash}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing outside holds it yet: close a day, or let HQ confirm a batch.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>signed daily log {number}, closed {day}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>batch {number}, confirmed by HQ on {day}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Held from outside up to line {line}, by {anchors}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> and </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Person</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Why</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>at the booth</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>late</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>HQ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alert</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sex</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nationality</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{port}, booth {booth}, {officer}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Met</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Score</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{score} of 1000: how alike, no probability</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The clearance was revoked: the traveller is met again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Let pass: an earlier word on the same entry is remembered. Revoke it at that case.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody has said anything of it yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No alert waits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Issued by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Valid to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Taken in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Crossing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none granted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Decision</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reasons</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none needed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Overruled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Officer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recorded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Note</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>awaited</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} of {all} done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>lifted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>being read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{country}, list {day}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Same lines.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{list}, version {version} of {day}, {use}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not done here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>chip being read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>chip not read yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chip being read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chip not read yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checks in detail</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Document</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lines of the document as read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No lines: the fields were typed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This traveller&apos;s visa was read too. It is not kept: compare its dates by eye.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another document came in. It waits and is taken up when this traveller is decided.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The document was put aside. Nothing was recorded.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read the lookout first, then press Enter.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The checks have changed meanwhile. Look at them, then admit or refuse.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Earlier crossings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None on this station.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Do not rely on this photo: its signature failed the checks.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Who signed this photo is not proved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No photo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No chip reader or camera is attached. Compare the traveller with the page in your hand.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chip&apos;s photo appears here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lay the passport on the chip reader</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Data page down, and leave it there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Photo from the chip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opening the chip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave the passport on the reader.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the chip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file}: {done} of {total} kB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No live picture: compare it by eye with the traveller and the page.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lay it back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The passport was lifted before its chip was read. Lay it back: it goes on by itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chip not read ({code})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Without the chip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chip reader is unplugged. Plug it in again: it goes on by itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chip: no reader ({code})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chip: ready</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chip: laid on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chip: opening</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chip: reading</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chip: read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chip: lifted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chip: not read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>needed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For a document that cannot be read. Parts of a date that are not known are zeros.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type the fields of the document</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take this document</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kind of document</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Document number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For a traveller whom the machine misread. The document stays as it was read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Amend the traveller</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Traveller</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody at the booth</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Surname {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Given names {names}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Swipe or lay the next document on the reader</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>TRAINING</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}, {role}, booth {booth} at {port}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{key} opens them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lists: none here yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No alert or stolen-document list is on this station.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chips not read until {time}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} lowered what is captured: {why}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reader: none, type by F5</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No reader is set up on this station.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reader: not there ({code})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reader: connecting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reader: ready</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reader: reading</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>HQ: not enrolled yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>HQ heard {heard}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The link to HQ is up.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>HQ: not accepted ({code})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>HQ: no contact yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Records are kept and sent by themselves.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Offline, HQ heard {heard}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dear link: {key} sends</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Today&apos;s bytes are used up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Day</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Travellers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Taken to HQ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>today</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not closed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>closed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not all of it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Arrivals admitted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Arrivals refused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Arrivals referred</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Departures admitted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Departures refused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Departures referred</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Corrected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checks overruled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alerts met</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>HQ has confirmed {confirmed} of {records}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Counted three ways, the same each time: {number} records.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The counts disagree: {records} records, {audit} in the audit chain, {outbox} for HQ. Let a technician check the store.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This day is not over. Whatever is recorded later goes into an addendum. Close it early only if the port is done for today.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its log is numbered, signed and kept. Corrections made later go into an addendum.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{kind} {number} of {day} is signed. SHA-256 {digest}…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, closed early</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{kind} {number}, {moment} by {officer}{early}{note}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{span} ago</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All at HQ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The oldest has waited {span}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not sent yet, kept safely.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{list}: cannot be opened</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{list}: too old, not asked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{list} is {age} old</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lists: being loaded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lists: {number}, oldest {age}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{list}: {entries}, {age} old, {use}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{key} shows more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Screen locked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave it as it is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Role</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Password</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Password again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Username</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Full name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New account</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make the account</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Records and audit lines carry the username for good. Tell the password to its officer alone, who changes it by Ctrl+P. Four unusual words make a good one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New password for {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set the password</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The old one opens nothing any more, and a lock-out ends with it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deactivate {name}?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deactivate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{full_name} can no longer sign in here, also in a window that is open. What was recorded stays, and the username is never given again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type the username and the full name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type the password twice.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The two passwords are not the same. Type both again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Caps lock seems to be on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unlock</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is signed in. What was on the desk is kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opening…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Code {code}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type the lines of the document</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As printed at the foot of the page or the back of the card; a blank becomes &lt;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Line {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cards only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take these lines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>2 lines of 44 or 36, or 3 lines of 30 characters.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check digit wrong: {names}. Compare with the page.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>These lines are not complete: 2 lines of 44 or 36, or 3 lines of 30.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change my password</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Four unusual words make a good one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Password until now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New password</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New password again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type all three lines.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The new passwords are not the same. Type both again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Key: {key}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{text} (amended)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose at least one reason by its digit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write in the note what the other reason is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Yes, {what}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>History and search</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lists on board</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Link to HQ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back to the desk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It goes now. What is recorded from here on waits for another yes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only alerts and refusals go. The rest waits and is safe.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It waits for the stick, and is safe. {key} opens the stick.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Entries</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Issued</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Age</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Too old after</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How it stands</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>HQ, publication {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>never</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No crossing in the last twelve hours.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing on this station is like that. Other stations&apos; records are at HQ.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More than {number} were found: only the newest are shown. Say more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>When</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Road to HQ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Crossings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>My shift</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everybody&apos;s shift</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose why you search</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Purpose of the search</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Surname begins with</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Given names begin with</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>dd-mm-yyyy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose why you search: it is kept with the search.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type at least one thing to look for.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lines of the audit chain</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each line holds the hash of the line before, each record&apos;s line the hash of the record. Signed daily logs and confirmed batches hold the chain&apos;s head: who writes it anew must write these anew too, and HQ has copies.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Who did what</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sign-ins</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Corrections</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Two people</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prove the chain</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Older ones</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>F  Filter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The whole line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Correct the marked field.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing in the chain is like that.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{shown}: these are all.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{shown}. There are older ones.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{shown}, back to {moment}. There may be older ones.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This record was erased since: only its line is left.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Walking the whole chain: about a minute for a million lines. The desk goes on meanwhile. Esc stops it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The proof was stopped. P begins it anew.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Direction and conveyance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Counts for this traveller and those after.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>NF011, IMO number or name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Coming from or going to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Port code, such as AUBNE</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Version {version}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Border control workstation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A second person must confirm this</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Account</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signed in last</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Named by HQ: N gives the first password</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>deactivated: cannot sign in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>locked out until {time}, for {span}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>active</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This username cannot be: 2 to 32 of a-z, digits, dot, dash and underscore, and never one that was given before.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The last administrator cannot be taken away. Add another one first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of the supervisor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave it open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type the supervisor&apos;s name and password.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Being proven…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Confirm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type your name and your password.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>code or name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Date of birth</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Surname, or the only name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ready</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>for the next traveller</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>next: swipe a document</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>next: decide</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Taken up again after an interruption</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Amended, the document says {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none in the document</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>optional data {text}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No crossing was recorded yet, and no day is closed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is open.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open items</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Note for the log, if anything is to be said</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Note for the log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close the day</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take it to HQ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make an addendum</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make an addendum to {day}?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It holds what was recorded or corrected since the last log of that day.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close {day}?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close it early</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The log is being made and signed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No objection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No stay settled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Departure: no purpose or stay is asked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Own national: no stay to be granted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{port}, from HQ: {decision}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>crossed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>next: {what}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Matapā</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alerts that wait are for a supervisor.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shift, day and figures are for a supervisor.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Changed. Use the new password from now on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A document came in and was not read: unlock first, then swipe again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something in the program went wrong ({kind}). What was recorded is kept. Look whether this traveller is still on the desk, and tell the technician.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Jan</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Feb</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mar</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Apr</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>May</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Jun</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Jul</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Aug</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sep</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Oct</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nov</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dec</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This person may not approve it: it must be a supervisor or an administrator, and not the one at this desk. The try is kept in the audit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This person may not release it: it must be a supervisor, and not the officer at this desk. The try is kept in the audit. Ask another supervisor, or refer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not known</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{year}, day and month not known</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{month} {year}, day not known</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not known</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>line {line}, character {place}: {read} may be {meant}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{days}, last day {day}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>from {port}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>to {port}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{decision} {name}: kept safely.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none measured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>half within {median}, nine in ten within {tenth}, longest {longest}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>all at HQ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>oldest {span}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{arrivals} in, {departures} out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open referrals</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not decided since</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alerts open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>for the second line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not at HQ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>without the chip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Half within</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything is captured.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chips are not read until {until}. Since {since} by {officer}: {why}. {note}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It opens again in {span}, at {time}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The lines of this document could not be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was recorded. Other documents can be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Swipe it once more, slowly and flat. If it fails again, type the lines or the fields.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More was read than any travel document holds.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Swipe one document at a time. If it happens again, type the lines.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something that was typed is missing or not valid.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was lost: what you typed is still there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Correct the marked field and go on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That date does not exist in the calendar.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type day, month and year again; leave unknown parts as zeros.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That code is not a state or nationality of the standard.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type the three-letter code as printed in the document, or its name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The name or the password is not right.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The station is well. Nothing was opened.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check caps lock and type both again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This account is locked after too many wrong passwords.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other officers can sign in. Nothing was lost.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wait until the lock ends, or ask a supervisor to lift it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file with this station&apos;s keys is damaged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The records themselves are untouched, but cannot be opened.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Call the technician: the copy of the key file must be put back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The new password is too easy to guess.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The old password still works.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a longer one: four unusual words are good.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your role does not permit this.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything else at this desk works.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask a supervisor if it must be done.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This station&apos;s records are not where they should be.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing can be recorded yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The records on this station are damaged in one place.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was already sent to HQ is safe there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop using this station and call the technician. Do not restart it again and again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The disk of this station is full: the crossing was not recorded.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The traveller is still on the desk, nothing was lost.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Call the technician to make room, then decide again. Use another booth meanwhile.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The records were written by a newer version of this program.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The records are untouched.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Call the technician: install the newer version again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is a station in this folder already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was not touched.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another folder, or sign in to the station that is there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chain of this station&apos;s audit lines is broken.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything recorded so far is kept safely on this station.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Call the supervisor now: something may have been changed outside this program.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That record is not on this station.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything else works.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search again; a record of another station is found at HQ.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The desk is already open on this station.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The open desk goes on working.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use the window that is open, or close it first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no screen to open the desk on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The commands work without one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start the desk in a graphical session.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>HQ cannot be reached.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The desk works: this traveller can be processed. Everything recorded so far is kept safely on this station.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing: records are sent by themselves when the link is back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whoever answered is not our HQ: its certificate is not the one this station trusts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The desk works: this traveller can be processed. Nothing was sent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tell the technician today. Do not connect to unknown networks.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>HQ does not accept this station.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tell the technician: the station must be enrolled again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>HQ is busy and asks to wait.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing: the station tries again by itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A parcel of records arrived damaged at HQ.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing: it is sent again by itself. If this stays, tell the technician.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An answer came that HQ did not sign.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The desk works: this traveller can be processed. Everything recorded so far is kept safely on this station. Nothing counts as sent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tell the technician today.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>HQ sent a record back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is kept here and holds no other record up.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show it to the supervisor: it must be corrected.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The enrolment code is wrong, used or too old.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The desk works: this traveller can be processed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask HQ for a new code and enrol again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This station is not enrolled with HQ yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask the administrator to enrol it. Records wait until then.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A record cannot be understood.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The others are not affected.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tell the technician; the record itself is kept as it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A training record came to a live HQ, or a live one to a training HQ.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tell the supervisor: this station must be enrolled with the right HQ.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A record names another station than the one that sent it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is kept and holds no other record up.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tell the supervisor today: it may have been tampered with.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>HQ has another record under the same number.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Both are kept and no other record is held up.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tell the supervisor today: two stations may be copies of each other.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>HQ does not know this kind of record yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is kept at HQ as it came and holds no other record up.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tell the technician: HQ needs the version of this station.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody whom this station trusts vouches for this file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was taken in. The lists on board are as they were.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Get the list again from its issuer&apos;s own page, and name the issuer&apos;s root certificate with --root.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This file is damaged or has been changed: its signature does not hold.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Get the file again from its issuer&apos;s own page. If it fails again, tell the issuer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This file is older than what the station already has from the same origin.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was taken in. The newer one stays in use.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import the newest file. If the older one is meant, say --older.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This file is no list of certificates that the station understands.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give it a master list, an LDIF file of the ICAO PKD, a certificate or a revocation list.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no such source of trust on board.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This station&apos;s certificate for HQ is no longer valid.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The whole desk. Everything recorded is kept here; HQ takes it once this station has enrolled again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask HQ for a new one-time code and enrol this station again, by link or stick. It keeps its number.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Today&apos;s bytes for this link are used up.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alerts and refusals still go to HQ. The rest waits and is safe.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing. It goes on tomorrow, or a supervisor sends now, or take a stick.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This link is dear, and what waits is not sent without asking.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alerts and refusals go by themselves. The rest waits and is safe.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look at minutes and cost, then send now or leave it for the stick.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>HQ went back to an older copy and lacks some of what it had confirmed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything is still here, and this station sends it again by itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing. If this stays for a day, tell HQ.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The booth that relays for this port does not answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This station goes to HQ by itself. Refusals at other booths are known later.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check that the relay&apos;s desk is open and on the same network, or make this booth the relay.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The port&apos;s relay and this station do not accept each other.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This station goes to HQ by itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the relay&apos;s address. Both stations must be enrolled at this port and neither revoked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The relay cannot listen at its address.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The desk works; other booths go to HQ by themselves.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>End the other program at this address, or give the relay another one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No removable drive is plugged in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was written. What waits is safe.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Plug the stick in, wait a moment, and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The stick has no room left.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was there before is whole. What waits is safe on this station.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete other files from the stick, or take a larger one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The stick cannot be written to.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was changed. What waits is safe.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move the lock on its side, or take another one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The stick was pulled out before the work was done.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What waits is safe on this station. Nothing half-written counts as whole.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Plug it in again and repeat: what is on it already is not written twice.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing for this station on the stick.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask HQ whether it has written the stick, or look for the right one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A file on the stick is cut short or damaged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is whole was taken in; the damaged file was not.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write the stick again where it came from. If it happens again, take a new stick.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was read back from the stick is not what was written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What waits is safe on this station.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The stick is broken: take another one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The stick is written and safe, but the system does not let it go.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything on it was read back and is right.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close other windows that use it, then pull it out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is on the stick is of another station or another HQ.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing of it was taken in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bring it to the station for which it was written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This day is not over yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This day is closed already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its log stands as it was signed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>If something was corrected or recorded since, make an addendum.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The log made again is not the one that was signed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The signed log stands; what was carried to HQ is not touched.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Let a technician check the store before anything is exported, and tell HQ.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>HQ has not said yet to whom daily logs are encrypted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The day is closed and signed; nothing was written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Let this station hear from HQ once, by link or stick, then export again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A log may not be exported without encryption here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export it encrypted. Only HQ can allow plain logs, and each then needs your reason.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This log is not signed by the key that you hold it against.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Do not rely on it. Ask HQ for the key of the station that is named in it, and for the log itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This log is damaged or not whole.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing of it was taken. The station can export it again at any time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export the day again, to another stick if it happens twice.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was corrected or recorded for this day since its last log.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The log stands as it was signed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This log is encrypted, and no key that was given opens it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open it with the private key of HQ or of the service to whom it was encrypted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The records of this log were erased at this station, as the rules of retention say.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was signed stands, with its hash. HQ has the records, and logs that were exported hold them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use a log that was exported, or ask HQ.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing may be erased now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every record is kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The preview says what is held back and why. A plan needs another person&apos;s yes, within 24 hours.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What would be erased is not what was approved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make a new preview and let the second person approve that.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The records were busy for a moment: this was not done yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whoever stands at the desk is still on it, nothing was lost.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look at the sources with: matapa trust list.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file is not a list of the format named, or is damaged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was changed: the list that was here is still asked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fetch the file again from its source, or name the right format.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tell the list&apos;s owner which entry it is, and fetch a mended file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The new list does not find travellers that stand on it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The list that was here before is still asked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Load it again; if it fails again, tell HQ: its search file is not sound.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This list is published by HQ and cannot be changed at a station.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Screening goes on with HQ&apos;s version.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Propose the alert to HQ, or import under another list id.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no such list on board.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look at the lists with: matapa list status.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The list is larger than a station can take.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask its owner for the part that concerns the border.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This publication is not signed by the HQ that this station belongs to.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing of it was used. The lists on board are still asked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Do not use this file. Tell HQ where it came from.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A publication that comes before this one is missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The lists on board are still asked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bring the missing publications, or a whole snapshot of the list.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This publication is older than what is on board.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The newer list on board is still asked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing to do. If HQ did go back on purpose, it must publish anew.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The publication is damaged or was cut short.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the file again, or let it come over the link.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This station has no key for the publication yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bring the stick&apos;s keys file of this station first, or connect to HQ once.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This publication is for another station or port.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing of it was used.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bring the file that HQ made for this station.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>HQ&apos;s database cannot be reached.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stations keep working and keep their records.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start the database, then HQ again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>HQ&apos;s database was written by a newer version of this program.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The database is untouched.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Install the newer version again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The document reader is unplugged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Documents can be typed by hand.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Plug it in again: it goes on by itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No document reader was found.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the cable and the power of the reader, or tell the technician.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This station may not use the document reader.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tell the technician: the user of this station needs access to the port.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The document reader does not answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unplug it, wait five seconds, plug it in again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The reader sent something that is no document.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Swipe once more, slowly and flat. If it fails again, type the lines or the fields.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another program is using the document reader.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close the other program, or tell the technician.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chip reader&apos;s service (PC/SC) does not answer on this machine.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare the page by eye. Tell the technician: the service must be started again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No chip lies on the reader.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lay the passport on the reader, its data page down, and leave it there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The passport was lifted before its chip was read to the end.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was read so far is kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lay the same passport back: the reading goes on where it stopped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is a chip, and it does not answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turn the passport and lay it on again. If it stays silent, look for damage to the cover.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The printed lines do not open this chip.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Swipe the page once more and compare number, date of birth and date of expiry with the lines.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The secure way into the chip failed, and no older way was taken instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lay the passport on again. If it fails again, refer the traveller.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An answer of the chip was altered on its way.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing of it was believed. What was read before it is kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lay it on once more with nothing else near. If it happens again, refer the traveller.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chip&apos;s answers are not as the standard has them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What could be read is kept and judged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare the page by eye; refer the traveller if anything else is odd.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chip on the reader is not a passport&apos;s.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take away bank cards and phones that lie near, and lay only the passport on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another chip lies on the reader than before.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing of it was mixed with the first reading.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lay the first passport back, or swipe the page of the one that lies there now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chip refuses to give what was asked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare the page by eye. If it is a new kind of passport, tell the technician.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chip asks for a way of access that this station does not know.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare the page by eye, and tell the technician which state and year the passport is from.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something failed that has no description yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tell the technician the code.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no such date</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no such state</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not valid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check digit wrong: {fields}. Read the lines again, then compare by eye.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Characters that cannot stand there: {fields}. Compare with the page.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The reader&apos;s own check of what it sent failed: read again, or compare every line with the page.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Typed by the officer: the check digits are right, but no machine read the lines.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Typed by the officer: there are no lines to check.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A passport.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An identity card: check that it is accepted for this nationality.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A crew member certificate: check crew list and conveyance.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No known kind of travel document: check that it is accepted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Document code {code} is not one of the standard: check the document.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A visa is no travel document: ask for the passport it belongs to.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Issued by a known organisation.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No issuing state is given.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{code} is no issuing state of the standard: check the document.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{code} says what a person is, not who issued the document: check the document.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No state issued this document: {code} stands on specimens only.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{code} is no longer in use: check when the document was issued.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{code} signs certificates and issues no travel documents: check the document.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{code} is no nationality of the standard: check the document.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Valid.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Valid, but only until {day}: {days} days from today.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Expired on {day}, {days} days ago.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No date of expiry is given: check the page.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The date of expiry does not exist as read: check the page.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The traveller has one name only; nothing is missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No name was read: type it from the page.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The name line is not as the standard has it: compare with the page.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The name may be cut short in the lines: compare with the page.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The date of birth does not exist as read: check the page.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The date of birth is still to come: check the page.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The date of birth is not wholly known.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{age} years old: check the year of birth.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The sex could not be read: check the page.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The document has no number: check the page.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>May stand on {list}: compare.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Is the person on the list: do what the entry says.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Perhaps the person on the list: refer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compared and cleared on an earlier crossing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{action} Call {contact}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On no list, but {list} is {days} days old.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not checked against {list}: too old, {days} days.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not checked against {list}: it cannot be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not checked against {list}: it is being loaded.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stands on {list}. Read it again, then confirm with the issuing country.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{said} stands on {list}: compare the number by eye.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} at other ports, the last on {day} at {port}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refused on {day} at {port} with this document.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refused on {day} at {port}, same name and birth date.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} earlier crossings, the last on {day} at {port}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refused on {day} at {port}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recorded just now at {port}: is this the same passage?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Arrived on {day} at {port} already; no departure is known here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Departed on {day} at {port} already; no arrival is known here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Still being read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chip is there, and nothing opened it: see its access and its key.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The reading ended before the security object came: lay the passport back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chip did not give its security object: nothing can be proved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no security object: nothing here is signed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chip&apos;s security object cannot be understood.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chip was not opened.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chip has a photo ({size}), not opened here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only files were given: no chip could be asked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The signed list has no key for this.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{group} holds a key that nobody signed: the chip is a copy with a forged key.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The key in {group} is not the one that was signed: the chip is a copy.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chip does not give {group}, whose key was signed for it: the chip is a copy.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The reading ended before the chip was asked: lay it on again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chip was never made to answer, although its key is signed: the chip is a copy.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chip refuses to prove itself ({status}): the chip is a copy.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chip answered rightly, but its files are not proved, so that the answer is worth nothing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chip answered rightly; its files are still being proved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A visa has no chip.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Number, date of birth or date of expiry is not known: nothing opens the chip.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lay the passport on the chip reader.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chip is being read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not asked for: a supervisor has lowered what is captured until {until}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The officer went on without the chip.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chip was read whole: {files} files.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chip did not give {files}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only files were given: no chip was seen.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The passport was lifted while {file} was read: lay it back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No chip answered: lay the passport flat; if none answers, inspect it by hand.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chip does not answer: inspect the passport by hand, it may be broken or disabled.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chip is not that of a passport: inspect the document by hand.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chip refused to give {file}: try once more, then inspect by hand.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The reading ended early ({code}) at {file}: try once more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chip is open to anybody, which passports are not: inspect it by hand.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing opened the chip ({code}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only files were given: how the chip was opened is not known.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The printed lines open the chip.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The card access number opens the chip; the printed lines were not tried.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chip asks for no key.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The lines do not open this chip: read them again, then check whether the chip belongs to it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The lines do not open this chip and their check digits are wrong: {fields}. Read them again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The card access number does not open this chip: type it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chip was not opened: whether the key fits is not known.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only files were given: no key was tried.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every answer came unaltered.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An answer was altered between chip and reader, at {file}: read once more, then refer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chip speaks in the open: its answers carry no seal.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only files were given: nobody listened.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chip&apos;s answers are as they should be.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chip&apos;s answers are malformed: {files}. It may be a forgery that attacks readers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not as the standard has it: {files}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read in one go.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The passport was lifted and laid back: it is the same chip.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The reading ended early: what came is of one chip.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A different chip was laid back: read the passport again from the beginning.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only files were given: whether all are of one chip is not known.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chip&apos;s offer is the signed one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chip&apos;s access parameters were altered: {protocols} is not as signed in DG14.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chip hides that it has secure access, which its signed DG14 names.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chip offers secure access, and no signed file confirms it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chip signs no access parameters.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file} was not read, so that the access parameters cannot be compared.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>EF.CardAccess was not given.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>List and chip name what was signed: {groups}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chip&apos;s list names {groups}, which nobody signed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chip gave no list of its data groups (EF.COM).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only the security object was given.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chip&apos;s list says version {listed}, the signed one {signed}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As signed: {groups}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As signed so far: {groups}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Altered after it was signed: {groups}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody signed {groups}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The hashes are of a kind not known here ({algorithm}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not compared, since the chip did not give them: {groups}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No data group was read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The security object is as the standard has it (LDS {version}, {algorithm}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The security object names {groups} twice.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The security object names data groups that do not exist: {numbers}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The security object lacks {groups}, which every passport has.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The signed hash of {groups} has a wrong length.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The security object is of a version not known here ({version}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The signature is right ({algorithm}, signer {signer}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The security object cannot be read: {why}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was signed is no list of a passport&apos;s hashes ({content_type}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The signed list of hashes cannot be read: {why}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The security object has no signature.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The security object comes without its signer&apos;s certificate.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The signer&apos;s certificate is not among those on the chip.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signature not valid: {signer} did not sign this ({algorithm}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signature not valid: the list of hashes is not the one that {signer} signed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signature not valid: {why}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signed in a way not known here ({algorithm}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signed in a way that proves nothing any more ({algorithm}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The key of {signer} is on an altered curve: forged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The key of {signer} cannot be used: {why}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signed for {country} ({issuer}); list {list} of {list_date}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signing certificate forged: {issuer} of {country} did not issue it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{issuer} is known, but not this key of it: newer than our list of {newest}, or forged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signer of {signer_since} certified by no key of {issuer} in our list of {newest}: likely forged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Issuer {issuer} of {country} not in our list of {newest}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No list of country certificates here: nobody can say who issued this.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The signer was certified in a way not known here ({algorithm}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The signer was certified in a way that proves nothing now ({algorithm}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no signer whose issuer could be looked for.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The list {list} is of {list_date}, {days} days old.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The list {list} is of {list_date}, {days} days old: bring a newer one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The list {list} is dated {list_date}, which is not yet: is our clock right?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The list {list} does not say how old it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No list of country certificates here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody vouches for the list {list}: name the root of its signer too.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The signer was valid when the document was issued ({issued_on}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The signer is valid from {from} only, the document was issued on {issued_on}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The signer was valid until {until}, the document was issued on {issued_on}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The signer is valid from {from}, some days after the document&apos;s issue ({issued_on}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The signer should have signed until {until} only; issue is {issued_on}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The signer was issued on {signer_from}, its authority is valid from {from} until {until}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>When the document was issued is not known.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The signer was valid at issue ({issued_on}); its authority is not known.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The signer&apos;s dates cannot be read: {why}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no signer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signed in time. The document itself expired on {day}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The certificate is one for signing such documents.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The signing certificate is for something else: {usage}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An authority&apos;s certificate signed the document, which authorities do not.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The signing certificate is for something else ({purpose}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The signer may sign documents {types}, this one is {type}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The signer may sign documents {types}; this one says {type}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The certificate does not say what it is for.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The certificate is one for signing documents; its authority is not known.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the certificate is for cannot be read: {why}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not revoked (list of {list_date}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signing key revoked on {revoked_on} (certificate {serial}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Key of the authority revoked on {revoked_on} (certificate {serial}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No list of revoked certificates of {country} here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not revoked by {list_date}, but a newer list was due on {next_update}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The list of revoked certificates is dated {list_date}, which is not yet: is our clock right?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not revoked by {list_date}, but that list is only part of one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The list of revoked certificates of {list_date} is not signed by its issuer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Without the authority nobody can say what it revoked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Document and signer are of one state.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signed by {signer}, document says {document}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The signer&apos;s authority is {authority}, document says {document}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Document and signer name one state, which nothing proves.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{document} issues no documents, and yet {signer} signed one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Who signs for {document} is not known; {signer} did.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>DG1 was not read, so that the states cannot be compared.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no signer whose state could be compared.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing odd.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no signer of whom anything could be known.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Known issue of {country}: {what} ({reference}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The signed content is not named as a passport&apos;s ({country}): known of old software.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More than one signature: passports have one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The signature is encoded against the rules and right.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signed in a plain old way.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signed under a name from before the standard.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signed with SHA-1, as older documents are.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The authority is known through a link from its older key.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chip&apos;s lines are the printed ones.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chip and page differ in {fields} ({places}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chip and page differ in {fields} ({places}): probably misread, read the page again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chip and typed lines differ in {fields} ({places}): compare with the page.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chip&apos;s lines are of another kind of document than the printed ones.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was typed makes no lines to compare: compare by eye.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file} was not read or makes no sense: compare by eye.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file} was not given.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No page was read to compare with.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chip&apos;s photo opens ({size}): compare it with page and person.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chip&apos;s photo cannot be shown ({file}): compare the page with the person.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chip and page agree in {fields}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chip and page differ in {fields}: chip {chip}, page {page}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chip says no more than the page.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not read: {files}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing in the chip&apos;s details can be compared by machine.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chip signed our question with its own key ({key}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chip&apos;s signature is wrong ({key}): the chip is a copy.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chip&apos;s key cannot be used: {why}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chip signs in a way not known here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chip holds the signed key ({protocol}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chip holds the signed key (shown while it was opened, {protocol}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chip could not go on under its own key: the chip is a copy.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chip answered for another key than the signed one: the chip is a copy.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chip does not hold the key that it names ({protocol}): the chip is a copy.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chip&apos;s key cannot be used.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>EF.CardSecurity was not read: the chip&apos;s key is not known.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The signature under EF.CardSecurity is wrong: the chip is a copy.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>EF.CardSecurity is signed by {signer}, the document by {document}: the chip is a copy.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The signer of EF.CardSecurity was revoked, or might not sign it: the chip is a copy.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chip&apos;s signed files promise a proof while it is opened, and it was opened without.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chip holds its key; who signed that key is not proved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chip is the original.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chip is a copy.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whether the chip is the original or a copy is not known.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy protection: none on this document.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only files were given: a copy has the same ones.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>same name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>same names, order swapped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>spelled otherwise</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>part of the name missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>words joined or split</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>another name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>same day</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>day and month swapped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>one day beside</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>one year beside</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ten years beside</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>only the year can be compared, it fits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>only the year can be compared, it is one beside</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>same year, another day</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>another date</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>one side does not say</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>same</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>different</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>same number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>same number, issuer not known to be the same</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>almost the same number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>another number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>passed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>FAILED</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unclear</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Machine-readable zone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Issuer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Validity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Identity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Page image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Face</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fingers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alert list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stolen documents</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Visa or permit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Arrival</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Departure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>by sea</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>by air</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>by road</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Holiday</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Family, friends</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Business</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Work</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Education</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Health</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Religion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Transit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Crew</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Official</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Returning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Admitted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Referred</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No valid travel document</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>False travel document</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>False visa or permit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not enough means</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Threat to order, safety, health</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a second person must confirm the word on the alert list (Ctrl+H)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>open: the booth saw the entry</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Visitors by residence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} frozen batch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} frozen batches</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} referred</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} sent back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} byte</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} bytes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} crossing counted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} crossings counted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} record waits for HQ, kept safely. A stick can carry it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} records wait for HQ, kept safely. A stick can carry them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} file is damaged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} files are damaged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} file was there already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} files were there already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>HQ has confirmed {number} record.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>HQ has confirmed {number} records.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} list or other word of HQ was taken in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} lists and other words of HQ were taken in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} file was not taken in:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} files were not taken in:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} month</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} months</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No valid visa or permit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Call the technician: the disk may not be connected, or this is no station yet (matapa init).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This reader, or its keyboard layout, is not one that the station knows.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tell the technician: its model has no profile, or its keyboard must be set to US.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check digits right.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check digit wrong: {fields}. Perhaps misread: {hints}. Compare with the page.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A known state.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name and birth complete.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reader takes no picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The document was typed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No chip reader here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No camera: compare by eye.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was closed. Its crossings are kept and counted as they come.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close it after midnight. Today&apos;s can be closed early (as a command with --early): what comes later goes into an addendum.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no such log.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close the day first, or choose one from the list of days.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is to be done.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An entry of the list cannot be kept: something it needs is missing, wrong, or there twice.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No fingerprint reader here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No alert list here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On no list; {count} asked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>May stand on {list}: compare. Two people must settle it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compared: another person.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No list here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No visa rules here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None known here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chip reader does not work.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opened by the secure way ({protocol}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opened by {protocol} after a stronger way failed ({code}): somebody may be listening in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opened by the older way: this chip has no other.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Secure access failed ({code}) and the older way was taken: somebody may be listening in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The older way was taken although the chip offers the secure one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The secure way into the chip failed ({code}); the older, weaker way was not taken.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chip&apos;s list leaves out {groups}, signed all the same: data group removed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chip has no {groups}, signed all the same: data group removed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Access to the chip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Key of the chip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Line to the chip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Access parameters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>List of data groups</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Data groups as signed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Security object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signature</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Issuer of the signer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Our list of issuers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dates of the signature</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Purpose of the signer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Revocation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State of the signer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chip against page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Photo on the chip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Further details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answer to our question</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Key of the original</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy protection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Known issues</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Form of the answers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Same chip throughout</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chip read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signed by the state</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The original chip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chip matches page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Purpose of the stay not justified</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Permitted stay already used up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alert on this person</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Doubt about who this is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Doubt about the document</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Interview needed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Minor alone or with a stranger</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Misread by the machine, page seen and correct</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Document worn or damaged, otherwise genuine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Supervisor approved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Humanitarian grounds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other: say it in the note</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Passport</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Identity card</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Crew certificate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Visa</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other document</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>read by the reader</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>read by the keyboard reader</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>lines typed by hand</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fields typed by hand</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Female</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Male</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>X (unspecified)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>officer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>supervisor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>technician</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>administrator</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>page and lists, no chip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The queue is too long</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A reader fails</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Emergency</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Too few officers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other, said in the note</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>daily log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>addendum</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Inspection under way</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Referred, not decided since</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alert that waits for a supervisor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Record that HQ has not confirmed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Record that HQ did not take</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Processed without the chip, for follow-up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Earlier day that is not closed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Counts that disagree: let a technician check the store</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ways in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keys of the chip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>List of contents</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signature of the state</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Printed lines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Photo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture of the signature</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Details of the holder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Details of the document</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Details of the state</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whom to tell</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>waiting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>on its way</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>at HQ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>HQ sent it back: see supervisor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Processing a traveller</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking through the shift</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Correcting a record</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Inquiry</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Request of the person concerned</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Supervision</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>settle the surname (F4)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>choose the purpose of the visit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>settle the stay in days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>say what the traveller comes by (F3)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>failed checks need a reason: F12 asks for it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>choose a reason</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>write the note</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the chip is still being read: wait, or go on without it (Ctrl+K)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>say whether this is the person on the alert list (Ctrl+H)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the rules forbid to admit: refer or refuse</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>STOP</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CHECK</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>background</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Same person</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not the same</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cannot tell</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Birth date</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Interview</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>near</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>late: a newer list met an earlier crossing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>by HQ&apos;s lists</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>lookout: the booth saw what to do and whom to call</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>silent: the booth was told nothing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>asked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>old, asked all the same</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>too old, not asked any more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cannot be opened</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>still being loaded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Process travellers and decide</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Correct their own records</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Correct anybody&apos;s records</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search crossings, with a purpose</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read and prove the audit chain</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lift a lock-out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add and deactivate accounts, reset passwords</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set up readers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enrol the station with HQ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check and rescue the store</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>See what waits for HQ, and carry it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import and remove certificates for chips</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import and remove alert lists</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settle alerts of the second line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Release a STOP as second person</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send over a dear link now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send beyond the day&apos;s budget</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set what the link is like, and the relay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>See the shift and its figures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lower what is captured for a time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export daily logs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>See statistics</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Plan what is erased</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Approve erasing as second person</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Too short: at least {shortest} characters. Four unusual words make a good one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Too long: at most 256 characters.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is made of the username. Choose something that has nothing to do with it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Too few different characters. Four unusual words make a good one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is a row of keys or letters. Four unusual words make a good one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is among those that are guessed first. Four unusual words make a good one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Made the station</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signed in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signed out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unlocked the screen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A sign-in failed: wrong password</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Was locked out after wrong passwords</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lifted a lock-out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Changed their password</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reset a password</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The key file was damaged: its copy was taken</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The count of wrong passwords was damaged and began anew</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Added an account</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deactivated an account</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recorded a crossing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Corrected a crossing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Was shown a traveller&apos;s earlier crossings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looked through a shift</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Searched crossings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opened a crossing with all its versions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enrolled the station with HQ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asked for enrolment by stick</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The station&apos;s certificate was renewed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Made a batch for HQ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>HQ confirmed a batch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wrote a stick for HQ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read a stick from HQ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checked the store</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The index of crossings was made anew</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rescued a damaged store</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Imported certificates for chips</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Removed certificates for chips</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A second person was asked to stand by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asked the alert lists about a traveller</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Took in an alert list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An alert list was refused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Removed an alert list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Took in keys from HQ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kept a word on an alert</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read cases of alerts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Earlier crossings were screened again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Changed the rules of alerts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Took in what HQ published</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Took in rules from HQ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Took in HQ&apos;s list of officers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>HQ changed an account</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Changed what the link is like</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Said yes to sending over a dear link</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Changed what this booth is to the relay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saw figures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lowered what is captured for a time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Captured everything again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looked at a day before closing it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Closed a day</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Made an addendum to a closed day</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Made a daily log anew</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Began to export daily logs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exported daily logs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read the audit chain</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asked who had read about a traveller</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Planned what is erased</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Had erasing approved by a second person</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Erasing was refused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Erased records</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Record</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Event</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Case</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Batch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asked for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Taken by HQ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Active</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only these acts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Came new</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Batches</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bits a second</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bytes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Certificates</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Changed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How many</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Revocation lists</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Currency</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bytes a day</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Documents found on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Told by other stations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Events of alerts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asked by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First row</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accepted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From row</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Found intact</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Made by HQ at</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kept after all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kind</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last row</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is captured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lists asked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Records lost</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lines lost</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Price of a megabyte</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Price of a minute</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Daily logs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cases opened</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not taken by HQ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only this account</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trusted by hand</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Publication</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Publications</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Encrypted to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SHA-256 of the record</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Taken away</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Records saved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Crossings shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sources</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Station</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From HQ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The rest of the line cannot be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Until</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Up to row</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>birth date</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>first day</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>given names</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>last day</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nationality</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>document number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>record</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>surname</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>lines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>corrections</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>two-person acts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>proof of the chain</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the shift</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>statistics</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>asked for this person</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>was shown a crossing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>opened or screened a crossing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>recorded it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>read a case</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>took it away in a daily log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Line {line} is not there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Line {line} was changed after it was written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Line {line} does not follow from the line before: that one was written anew.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The record that line {line} speaks of was changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The record that line {line} speaks of is gone, and was not erased by a purge.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A record is kept of which the chain says nothing, at line {line}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A batch holds another line {line}: the chain was written anew from there or before.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A signed daily log holds another line {line}: the chain was written anew from there or before.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Line {line} cannot be read: the store is damaged there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Table of your own</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Crossings by decision</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Arrivals and departures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By port</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By nationality</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By country of residence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By purpose</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By mode of transport</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By age group</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By sex</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By kind of traveller</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By length of stay, migration</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Visitors by main purpose</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Length of stay granted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Length of stay, actual</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refusals by reason</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Referrals by reason</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refusals by nationality</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What became of referrals</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alerts by list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Processing times</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Processing times by hour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting times</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting times by hour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Admitted travellers alone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every crossing once, as its newest version says.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Admitted travellers alone: who was refused or referred is neither.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As the document says or the officer settled it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where travellers live, as asked at the counter.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asked of foreigners on arrival. A departure has its arrival&apos;s, where that was found here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Completed years on the day of the crossing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As the document says.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By UN Tourism. Arrivals by the nights granted, departures by the nights stayed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By the length of stay alone: upper bounds, and no count of migrants.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Visitors as UN Tourism counts them: no residents, crew, workers, officials, nobody for a year or more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was granted is a permission and no plan. Residents are left out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nights since the arrival of the same document at this station. Residents are left out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Who was refused for two reasons counts under both.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Who was referred for two reasons counts under both.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refused travellers alone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The first later decision on the same document at this station.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hits by the day on which they were met, silent ones too. Not every hit is the person sought.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From the document&apos;s coming in to the decision.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>After the first traveller of the same conveyance. Who left the ship late did not wait, and the time before the first document is not seen.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Period</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Way</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Country of residence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Main purpose (IRTS 2008)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kind of traveller</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Migration class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mode of transport</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nights granted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nights stayed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Decided later</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hour of the day</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settled as</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Arrivals</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Departures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Visitors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Median, s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>9 of 10 within, s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Longest, s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>months</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>quarters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>years</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>0 to 14</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>15 to 24</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>25 to 44</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>45 to 64</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>65 and over</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Same day</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 to 3 nights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>4 to 7 nights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>8 to 28 nights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>29 to 91 nights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>92 to 364 nights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>365 nights and over</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Holidays, leisure and recreation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Visiting friends and relatives</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Education and training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Health and medical care</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Religion, pilgrimages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shopping</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Business and professional</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tourist (overnight visitor)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Same-day visitor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Visitor, nights not known</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resident</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Worker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>12 months or more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>12 months or more (long-term)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>3 to 12 months (short-term)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shorter, or on a visit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Still open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Let pass by an earlier word</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sea</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Air</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Road</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>HQ has not confirmed it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>HQ did not take it: a person must look</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A case about it waits for somebody</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its day is not closed, or it is in no addendum</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was sent together with younger records</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The clock was behind when it was recorded: it is younger than it says</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing that is old enough may be erased now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The plan was good for 24 hours, and they are over. Make a new one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A purge that was approved is not ended yet. Continue it first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no such plan any more. Make a new one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody has approved this plan yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It takes another person than who planned it and who is signed in: a supervisor or an administrator, with a password, at this desk, now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One of these two gave the other the account or the password less than 30 days ago, and could be both. Take another person, or wait.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was done here for two months or more until lately: the clock may be ahead, and everything would seem to be over. Let a technician check it. A true pause is over after 30 days of use.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Further in the detail</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go on without the chip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read the chip again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type the lines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type the fields</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put this document aside</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settle a hit on an alert list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take my word on a hit back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alerts that wait (second line)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Propose a new alert</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lists and their age</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The link to HQ and what it costs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The stick to HQ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shift, day and what a supervisor sees</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a reason</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Same, not the same, cannot tell</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Confirm the panel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the selected crossing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Correct this crossing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting, settled, proposed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Revoke a clearance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make a proposed alert active</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Decline a proposed alert</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send now, urgent only, leave it for the stick</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Today, last 12 hours, yesterday</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Follow-up: processed without the chip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close the day, or add to it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take this log, or all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write the logs to the stick</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export without encryption</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which days are counted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Days, months, quarters, years</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lines, sign-ins, corrections, two people, proof</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter, older ones</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New question: who has read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lift, new, password, deactivate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accounts, what each role may do</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light, dark, contrast</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lock the screen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At the desk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In a panel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In the history</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In the second line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At the link</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With the stick</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On the supervisor&apos;s pages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Audit, and who has read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} record is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} records are</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} was erased by a purge.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} were erased by purges.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} lines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} alert waits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} alerts wait</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>closed; {number} record since</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>closed; {number} records since</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} more in the history</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} logs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>and {number} more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} traveller</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} travellers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>about {number} hour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>about {number} hours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>about {number} minute</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>about {number} minutes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} entry</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} entries</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} sent back by HQ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} waiting, kept safely</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} record</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} records</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} check digit right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} check digits right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} wrong password since</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} wrong passwords since</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} alert proposed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} alerts proposed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} version of a crossing here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} versions of crossings here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} line in the audit chain</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} lines in the audit chain</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>was shown {number} crossing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>was shown {number} crossings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} crossing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} crossings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} not run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} passed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} unclear</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} check failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} checks failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look: {number} unclear</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} day</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} second</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} seconds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} minute</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} minutes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} hour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} hours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} waiting for HQ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go on without</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Photo: {heading}. {words}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Revoke the clearance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Traveller beside entry</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The entry as it was then</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the booth saw</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Words so far</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A list of document numbers has no entries: the issuing country knows more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No crossing of it is on this station: it was put aside, or it was at another port.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{decision} by {officer}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On the list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Agrees</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take it back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Understood</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} of {all}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lookout: do what it says</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{band}: document on {list}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{band}: may stand on {list}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of the list nothing more is known here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>List of {day}, {age} old, version {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Entry</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is not on the list any more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Do</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not said: refer to the second line.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Call</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody is named: your supervisor.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Names</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Born at</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Documents</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Agency</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Legal basis</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Priority</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Holds until</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remarks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>alias</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>weak</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>between {first} and {last}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{day} (about)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{said}, by {grounds}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{officer}, released by {second}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It goes to HQ as a proposal. No booth is told anything by it until HQ, or the role that the rules name, makes it active.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Propose an alert</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Propose to HQ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not said</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1, the highest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What booths are to do</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whom to call</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make it active</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Decline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not active. Your role may make it active; HQ may decline it later.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not active. Only HQ makes it active; it has the proposal or gets it by itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Proposed: {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Proposed by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Proposed: {name}. It is not active until HQ says so; HQ gets it by itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alerts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Proposed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No alert of this port waits for an answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settled alerts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No alert was settled yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No alert waits: everything is settled.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{title}.
You say: {word}. Nobody else has looked at this STOP yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settled and kept; HQ hears of it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The traveller is met again by this entry as if nothing had been settled.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Revoke the clearance?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Revoke</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The proposal is answered with no. Whoever proposed it and HQ can read why.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Decline the proposed alert?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Revoked: the traveller is met again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Active; HQ hears of it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Declined; HQ hears of it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}: {title}.
{officer} says: {word}. Look at both, then confirm it by password.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{key} takes it back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Taken back: the hit is open again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Why (kept with the case)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write why.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare, then say it by a key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare, then say it by {keys}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By what? Choose by digits.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write the note.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stick to HQ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No stick is plugged in. Plug one in: it appears here by itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sticks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No day is closed yet. Close one first, on the page of days.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Logs of closed days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Space takes or leaves the log in the line, A takes all or none.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Why without encryption</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The reason, without anybody&apos;s name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Slip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How far it is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write what waits for HQ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read what HQ sent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Let go of the stick</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writing. Leave the stick in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading. Leave the stick in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All or none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write encrypted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write without encryption</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Without encryption</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopping. Leave the stick in until it has stopped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On the stick {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writing. Leave the stick in. Esc stops it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Letting go of the stick.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You can pull the stick out now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped. Nothing was left on the stick, and the logs can be taken again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stick</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Who may open it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step {step} of 4: {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Free</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>can only be read: logs cannot go on it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Closed by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>[x]  yes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>[  ]  no</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log {number}: {day}, {travellers}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No log is chosen.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{logs}, {travellers}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>WITHOUT ENCRYPTION. Whoever finds the stick can read who crossed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>HQ has not said yet to whom logs are encrypted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Encrypted. Only these can open it: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>HQ allows logs without encryption, for a reason that is kept: P.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>HQ allows no logs without encryption.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{logs} written, read back and compared: {size}. Let go of the stick before you pull it out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From HQ for us</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From us for HQ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Written</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>(no name)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{free} of {size}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of another HQ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>can only be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>HQ has answered: read it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>on its way to HQ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ready to be written</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>HQ has confirmed everything that was recorded here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing waits for HQ. The stick tells HQ which lists this station has.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Written and read back: {rows}, {size}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This station&apos;s certificate was renewed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing on the stick that this station does not have already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Let go of it before you pull it out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This link</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Speed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{speed}, {delay} ms there and back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Today</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Price</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Port&apos;s relay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing needs to be done: what is recorded goes to HQ by itself whenever the link is there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{used} of {whole}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{money} a megabyte</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{money} a minute</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none: this booth goes to HQ by itself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>kept by this booth, at {address}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>at {address}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sending to HQ costs on this link</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only alerts and refusals</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave it for the stick</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing waits for HQ.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>at most {money}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{what} {size}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{size} left of today&apos;s bytes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>less than a minute</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>and {number} more in the table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}; the rest is in the table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accounts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What each role may do</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Officers and roles</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lift the lock-out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New account…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New password…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deactivate…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accounts are changed by an administrator.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} may try again. It is kept in the audit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} can sign in from now on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} can sign in with the new password.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} can no longer sign in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Who has read about a traveller, and why</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Who read about this traveller</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose why you ask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Purpose of the question</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>or a record&apos;s id</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask the audit chain</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>N  New question</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give a document number, or surname and birth date, or a record&apos;s id. The chain names nobody: it is asked under the station&apos;s own key, and the question is kept in it with its purpose.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose why you ask: it is kept with the question.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give a document number, or surname and birth date, or a record&apos;s id.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking through what was read since this was last asked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No record on this station has this id.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How it has to do with this person</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{crossings}, {lines}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{crossings}, {lines}; {listed} shown, O shows older ones.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody on this station has read about this person.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No crossing of this person is kept here, and nobody on this station asked for them. HQ and other stations have their own audit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of the second person</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is over</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is over, by month</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Why some of it stays</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing that is over is held back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Erased before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was erased at this port yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It cannot be brought back at this port. HQ keeps its copy.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Plan to erase it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask a second person…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Erase what was approved…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The plan is being made.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The plan is compared with the store once more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Erase {records}?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Erasing. Travellers can be processed meanwhile.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>HQ&apos;s rule: crossings stay {crossings}, events of alerts {events}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Month</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>May be erased</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stays</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Records</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Why they stay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is over that may be erased now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{records} may be erased, and {batches} that hold them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody has planned to erase anything.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Purge {number}: {records}, approved by {second}. It is not ended: erase what is left.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Plan {number} by {who}: {records}. A second person may approve it until {until}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{records} of this port are to be erased for good: {crossings} of crossings and {events} of alerts, all confirmed by HQ, of closed days and of no open case. HQ keeps its copy. Planned by {who}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{records} erased for good.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{records} stayed, since something new came up meanwhile.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Made</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Erased</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Planned by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Approved by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Officers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checks that failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Follow-up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>12 hours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At the counter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In the queue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Readers and link</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lower what is captured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Capture everything again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Travellers by hour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Processed without the chip while less was captured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{since} to {until}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{spread}; counted from the first traveller of the same flight or ship</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tables</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Figures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hide figures under 3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write the workbook…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Counting. Esc stops it; the desk goes on meanwhile.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody in these days. Other days are a letter away, at the top.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Counting…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is counted. A letter at the top counts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is counted yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writing. Leave the drive in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Written and read back: {path}, {size}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped: the figures before are shown. A letter counts anew.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write the workbook</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Plugged in: {drives}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No drive is plugged in that can be written to: type a folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Figures under 3 are hidden in it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It shows nobody&apos;s data, but small figures may point at somebody. Esc and H hide them first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no folder of that name. Type another one, or plug a drive in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First day</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last day</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Count</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cut by {period}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last 7 days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This month</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last month</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This year</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{first} to {last}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{days}, cut by {period}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Half in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>9 of 10 in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Longest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>foreigners left whose arrival was not found here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>were not asked where they live</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>have no year of birth</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>records cannot be read and are not counted: let a technician check the store</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not known: {parts}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>c: hidden, so that nobody is known by a figure.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fewer than 3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{crossings}, up to record {seq}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shift</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Days to HQ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Statistics</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Audit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Who has read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Retention</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Supervisor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To the desk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By or about</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>everybody</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>everything</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chips are not read until the time that you name. Page and lists are checked as always, an officer may still read a chip, and everybody processed so is listed for follow-up.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Until (hours:minutes)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lower it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose why, by its digit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give a time within the next twelve hours, such as 14:30.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Say why in the note.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
