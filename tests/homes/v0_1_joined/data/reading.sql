PRAGMA user_version = 2;
BEGIN TRANSACTION;
CREATE TABLE event (
             seq INTEGER PRIMARY KEY,      -- the order of arrival in this file
             id TEXT NOT NULL UNIQUE,      -- sorts by the time of recording
             device TEXT NOT NULL,
             time TEXT NOT NULL,
             step TEXT NOT NULL,
             identifiers TEXT NOT NULL,    -- JSON
             what TEXT NOT NULL,
             name TEXT NOT NULL,
             value TEXT NOT NULL,          -- JSON
             before TEXT NOT NULL          -- JSON
           );
INSERT INTO "event" VALUES(1,'000661814abd6290-adbda8cadd4a','ternbook-6e75ab','2026-11-30T16:56:32.864Z','000661814abd6290','["title:どんなもの","entry:Unfiled/gulls","entry:Unfiled/herons","entry:Unfiled/terns"]','read','','true','null');
INSERT INTO "event" VALUES(2,'000661814abd6291-c47cc44c4e3d','ternbook-6e75ab','2026-11-30T16:56:32.864Z','000661814abd6290','["title:どんなもの","entry:Unfiled/gulls","entry:Unfiled/herons","entry:Unfiled/terns"]','tag','quiet','"quiet"','null');
INSERT INTO "event" VALUES(3,'000661814abd6292-612dfd7d44d3','ternbook-6e75ab','2026-11-30T16:56:32.864Z','000661814abd6290','[]','list-name','by the sea','"by the sea"','null');
INSERT INTO "event" VALUES(4,'000661814abd6293-1d150a4a4206','ternbook-6e75ab','2026-11-30T16:56:32.864Z','000661814abd6290','["title:どんなもの","entry:Unfiled/gulls","entry:Unfiled/herons","entry:Unfiled/terns"]','list','by the sea','"80000000"','null');
INSERT INTO "event" VALUES(5,'000661814af34d1a-06c9fce3d46d','ternbook-6e75ab','2026-11-30T16:56:36.398Z','000661814af34d1a','["doi:10.1000/lake-piers","title:small piers","entry:Unfiled/lake_piers","entry:Unfiled/reed_piers"]','starred','','true','null');
INSERT INTO "event" VALUES(6,'000661814af34d1b-a0d41e24632a','ternbook-6e75ab','2026-11-30T16:56:36.398Z','000661814af34d1a','["doi:10.1000/lake-piers","title:small piers","entry:Unfiled/lake_piers","entry:Unfiled/reed_piers"]','list','by the sea','"80000001"','null');
INSERT INTO "event" VALUES(7,'000661814b042c61-dc58c434de12','ternbook-6e75ab','2026-11-30T16:56:37.504Z','000661814b042c61','["title:slack water lasts an hour","entry:ICML2025/slack"]','read','','true','null');
INSERT INTO "event" VALUES(8,'000661814b042c62-4fa3def36d92','ternbook-6e75ab','2026-11-30T16:56:37.504Z','000661814b042c61','["title:slack water lasts an hour","entry:ICML2025/slack"]','starred','','true','null');
INSERT INTO "event" VALUES(9,'000661814b133847-127803381163','ternbook-6e75ab','2026-11-30T16:56:38.490Z','000661814b133847','["arxiv:2501.00009","title:the ebb is longer than the flood","entry:ICML2025/ebb"]','triage','','"later"','null');
INSERT INTO "event" VALUES(10,'000661814b2d18b6-a515cd5670ee','ternbook-6e75ab','2026-11-30T16:56:40.186Z','','["arxiv:2501.00010","title:knots that hold when wet","entry:ICML2025/slack"]','known','','null','null');
INSERT INTO "event" VALUES(11,'000661814b792c25-c636f2d0bf45','ternbook-6e75ab','2026-11-30T16:56:45.171Z','000661814b792c25','["arxiv:2501.00010","title:knots that hold when wet","entry:ICML2025/slack"]','tag','rope','"rope"','null');
CREATE TABLE local (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO "local" VALUES('device of @FINGERPRINT@','ternbook-6e75ab');
INSERT INTO "local" VALUES('folded','1:11');
CREATE TABLE paper (id TEXT PRIMARY KEY, document TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO "paper" VALUES('000661814abd6290-adbda8cadd4a','["000661814abd6290-adbda8cadd4a","2026-11-30T16:56:32.864Z",["entry:Unfiled/gulls","entry:Unfiled/herons","entry:Unfiled/terns","title:どんなもの"],[["list","by the sea","000661814abd6293-1d150a4a4206","2026-11-30T16:56:32.864Z","80000000"],["read","","000661814abd6290-adbda8cadd4a","2026-11-30T16:56:32.864Z",true],["tag","quiet","000661814abd6291-c47cc44c4e3d","2026-11-30T16:56:32.864Z","quiet"]]]');
INSERT INTO "paper" VALUES('000661814af34d1a-06c9fce3d46d','["000661814af34d1a-06c9fce3d46d","2026-11-30T16:56:36.398Z",["doi:10.1000/lake-piers","entry:Unfiled/lake_piers","entry:Unfiled/reed_piers","title:small piers"],[["list","by the sea","000661814af34d1b-a0d41e24632a","2026-11-30T16:56:36.398Z","80000001"],["starred","","000661814af34d1a-06c9fce3d46d","2026-11-30T16:56:36.398Z",true]]]');
INSERT INTO "paper" VALUES('000661814b042c61-dc58c434de12','["000661814b042c61-dc58c434de12","2026-11-30T16:56:37.504Z",["arxiv:2501.00010","entry:ICML2025/slack","title:knots that hold when wet","title:slack water lasts an hour"],[["read","","000661814b042c61-dc58c434de12","2026-11-30T16:56:37.504Z",true],["starred","","000661814b042c62-4fa3def36d92","2026-11-30T16:56:37.504Z",true],["tag","rope","000661814b792c25-c636f2d0bf45","2026-11-30T16:56:45.171Z","rope"]]]');
INSERT INTO "paper" VALUES('000661814b133847-127803381163','["000661814b133847-127803381163","2026-11-30T16:56:38.490Z",["arxiv:2501.00009","entry:ICML2025/ebb","title:the ebb is longer than the flood"],[["triage","","000661814b133847-127803381163","2026-11-30T16:56:38.490Z","later"]]]');
CREATE TABLE place (number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, document TEXT NOT NULL);
CREATE TABLE remark (key TEXT PRIMARY KEY, digest TEXT NOT NULL, revisions TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX event_step ON event(device, step) WHERE step <> '';
CREATE INDEX event_mark ON event(device, step) WHERE what IN ('undo', 'redo');
CREATE INDEX event_opened ON event(id) WHERE what = 'opened';
CREATE INDEX event_listed ON event(id) WHERE what = 'list';
CREATE INDEX event_named ON event(id) WHERE identifiers = '[]';
CREATE TRIGGER event_stays BEFORE DELETE ON event
             BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END;
CREATE TRIGGER event_is_fixed BEFORE UPDATE ON event
             BEGIN SELECT RAISE(ABORT, 'events are never altered'); END;
CREATE INDEX event_remark ON event(name) WHERE what = 'remark';
COMMIT;
