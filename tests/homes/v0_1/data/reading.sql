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
INSERT INTO "event" VALUES(1,'0006617fb9c3ed41-a1bdeab84798','ternbook-3be1c1','2026-11-30T15:04:25.630Z','0006617fb9c3ed41','["arxiv:2501.00001","title:calm lanterns for harbours","entry:ICML2025/calm_lanterns"]','read','','true','null');
INSERT INTO "event" VALUES(2,'0006617fb9c3ed42-ffda44a32514','ternbook-3be1c1','2026-11-30T15:04:25.630Z','0006617fb9c3ed41','["arxiv:2501.00001","title:calm lanterns for harbours","entry:ICML2025/calm_lanterns"]','starred','','true','null');
INSERT INTO "event" VALUES(3,'0006617fb9c5304e-77f334c0f4e8','ternbook-3be1c1','2026-11-30T15:04:25.712Z','0006617fb9c5304e','["arxiv:2501.00002","title:quiet bells keep ships awake","entry:ICML2025/quiet_bells"]','triage','','"later"','null');
INSERT INTO "event" VALUES(4,'0006617fb9c5de97-0f4b3abe3caf','ternbook-3be1c1','2026-11-30T15:04:25.757Z','0006617fb9c5de97','["arxiv:2501.00003","title:steep stairs descend faster","entry:ICML2025/steep_stairs"]','triage','','"skimmed"','null');
INSERT INTO "event" VALUES(5,'0006617fb9c5de98-e60f0f0ab3d7','ternbook-3be1c1','2026-11-30T15:04:25.757Z','0006617fb9c5de97','["arxiv:2501.00003","title:steep stairs descend faster","entry:ICML2025/steep_stairs"]','tag','descent','"Descent"','null');
INSERT INTO "event" VALUES(6,'0006617fb9c6cf77-2742c0fd3241','ternbook-3be1c1','2026-11-30T15:04:25.818Z','0006617fb9c6cf77','["arxiv:2601.00005","title:painted fog","entry:ICLR2026/painted_fog"]','tag','fog & light','"fog & light"','null');
INSERT INTO "event" VALUES(7,'0006617fb9c6cf78-b162cddc73e1','ternbook-3be1c1','2026-11-30T15:04:25.818Z','0006617fb9c6cf77','["arxiv:2501.00001","title:calm lanterns for harbours","entry:ICML2025/calm_lanterns"]','tag','fog & light','"fog & light"','null');
INSERT INTO "event" VALUES(8,'0006617fb9c781a7-99b03491a219','ternbook-3be1c1','2026-11-30T15:04:25.864Z','0006617fb9c781a7','[]','list-name','winter reading','"Winter Reading"','null');
INSERT INTO "event" VALUES(9,'0006617fb9c781a8-15e404feafe9','ternbook-3be1c1','2026-11-30T15:04:25.864Z','0006617fb9c781a7','["arxiv:2601.00004","title:lantern oil at scale","entry:ICLR2026/lantern_oil"]','list','winter reading','"80000000"','null');
INSERT INTO "event" VALUES(10,'0006617fb9c8120d-469f0463fba5','ternbook-3be1c1','2026-11-30T15:04:25.901Z','0006617fb9c8120d','["arxiv:2601.00005","title:painted fog","entry:ICLR2026/painted_fog"]','list','winter reading','"80000001"','null');
INSERT INTO "event" VALUES(11,'0006617fb9c9369f-ccd3eef2f53d','ternbook-3be1c1','2026-11-30T15:04:25.976Z','0006617fb9c9369f','["arxiv:2501.00001","title:calm lanterns for harbours","entry:ICML2025/calm_lanterns"]','list','winter reading','"80000002"','null');
INSERT INTO "event" VALUES(12,'0006617fb9ca11bf-f1ffe62991d1','ternbook-3be1c1','2026-11-30T15:04:26.032Z','0006617fb9ca11bf','["arxiv:2501.00002","title:quiet bells keep ships awake","entry:ICML2025/quiet_bells"]','list','to read','"80000000"','null');
INSERT INTO "event" VALUES(13,'0006617fb9cbd032-61486d7ffa31','ternbook-3be1c1','2026-11-30T15:04:26.146Z','0006617fb9cbd032','["arxiv:2501.00001","title:calm lanterns for harbours","entry:ICML2025/calm_lanterns"]','list','winter reading','"7fffffff"','["80000002","2026-11-30T15:04:25.976Z"]');
INSERT INTO "event" VALUES(14,'0006617fb9cc4180-47ebb4ad5a2e','ternbook-3be1c1','2026-11-30T15:04:26.175Z','0006617fb9cc4180','[]','list-name','empty shelf','"Empty Shelf"','null');
INSERT INTO "event" VALUES(15,'0006617fb9cc9e38-806438ea234d','ternbook-3be1c1','2026-11-30T15:04:26.199Z','','["arxiv:2601.00005","title:painted fog","entry:ICLR2026/painted_fog"]','opened','','"ICLR2026/painted_fog"','null');
INSERT INTO "event" VALUES(16,'0006617fb9ccbcc5-a83f91a1947c','ternbook-3be1c1','2026-11-30T15:04:26.207Z','','["arxiv:2501.00001","title:calm lanterns for harbours","entry:ICML2025/calm_lanterns"]','opened','','"ICML2025/calm_lanterns"','null');
INSERT INTO "event" VALUES(17,'0006617fb9cce8a8-3e01e797ee27','ternbook-3be1c1','2026-11-30T15:04:26.218Z','0006617fb9cce8a8','[]','view','unread lanterns','"{\"name\":\"Unread lanterns\",\"query\":\"lantern\",\"filters\":[\"unread\",\"venue:ICLR2026\"],\"order\":\"title\"}"','null');
INSERT INTO "event" VALUES(18,'0006617fb9cde09d-e7361387abd0','ternbook-3be1c1','2026-11-30T15:04:26.282Z','0006617fb9cde09d','["arxiv:2501.00001","title:calm lanterns for harbours","entry:ICML2025/calm_lanterns"]','remark','ICML2025/calm_lanterns','"Ask the harbour master about the wick.\n\n- twice\n"','null');
INSERT INTO "event" VALUES(19,'0006617fba060c8c-f0cc8ba8001a','ternbook-3be1c1','2026-11-30T15:04:29.963Z','0006617fba060c8c','["arxiv:2601.00004","title:lantern oil at scale","entry:ICLR2026/lantern_oil"]','starred','','true','null');
INSERT INTO "event" VALUES(20,'0006617fba071814-31730fa74cbf','ternbook-3be1c1','2026-11-30T15:04:30.031Z','0006617fba071814','[]','undo','','"0006617fba060c8c"','null');
INSERT INTO "event" VALUES(21,'0006617fba071815-e12f4fac4aad','ternbook-3be1c1','2026-11-30T15:04:30.031Z','0006617fba071814','["arxiv:2601.00004","title:lantern oil at scale","entry:ICLR2026/lantern_oil"]','starred','','false','[true,"2026-11-30T15:04:29.963Z"]');
INSERT INTO "event" VALUES(22,'0006617fba0782a1-9240d4673f7f','ternbook-3be1c1','2026-11-30T15:04:30.059Z','0006617fba0782a1','["arxiv:2601.00004","title:lantern oil at scale","entry:ICLR2026/lantern_oil"]','tag','oil','"oil"','null');
INSERT INTO "event" VALUES(23,'0006617fba08ced6-6500e8e5754f','ternbook-3be1c1','2026-11-30T15:04:30.144Z','','["arxiv:2601.00005","title:painted fog","entry:ICLR2026/painted_fog"]','remark','ICLR2026/painted_fog','"The fog is painted, the light is not.\n"','null');
CREATE TABLE local (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO "local" VALUES('device of @FINGERPRINT@','ternbook-3be1c1');
INSERT INTO "local" VALUES('folded','1:23');
CREATE TABLE paper (id TEXT PRIMARY KEY, document TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO "paper" VALUES('0006617fb9c3ed41-a1bdeab84798','["0006617fb9c3ed41-a1bdeab84798","2026-11-30T15:04:25.630Z",["arxiv:2501.00001","entry:ICML2025/calm_lanterns","title:calm lanterns for harbours"],[["list","winter reading","0006617fb9cbd032-61486d7ffa31","2026-11-30T15:04:26.146Z","7fffffff"],["opened","","0006617fb9ccbcc5-a83f91a1947c","2026-11-30T15:04:26.207Z","ICML2025/calm_lanterns"],["read","","0006617fb9c3ed41-a1bdeab84798","2026-11-30T15:04:25.630Z",true],["starred","","0006617fb9c3ed42-ffda44a32514","2026-11-30T15:04:25.630Z",true],["tag","fog & light","0006617fb9c6cf78-b162cddc73e1","2026-11-30T15:04:25.818Z","fog & light"]]]');
INSERT INTO "paper" VALUES('0006617fb9c5304e-77f334c0f4e8','["0006617fb9c5304e-77f334c0f4e8","2026-11-30T15:04:25.712Z",["arxiv:2501.00002","entry:ICML2025/quiet_bells","title:quiet bells keep ships awake"],[["list","to read","0006617fb9ca11bf-f1ffe62991d1","2026-11-30T15:04:26.032Z","80000000"],["triage","","0006617fb9c5304e-77f334c0f4e8","2026-11-30T15:04:25.712Z","later"]]]');
INSERT INTO "paper" VALUES('0006617fb9c5de97-0f4b3abe3caf','["0006617fb9c5de97-0f4b3abe3caf","2026-11-30T15:04:25.757Z",["arxiv:2501.00003","entry:ICML2025/steep_stairs","title:steep stairs descend faster"],[["tag","descent","0006617fb9c5de98-e60f0f0ab3d7","2026-11-30T15:04:25.757Z","Descent"],["triage","","0006617fb9c5de97-0f4b3abe3caf","2026-11-30T15:04:25.757Z","skimmed"]]]');
INSERT INTO "paper" VALUES('0006617fb9c6cf77-2742c0fd3241','["0006617fb9c6cf77-2742c0fd3241","2026-11-30T15:04:25.818Z",["arxiv:2601.00005","entry:ICLR2026/painted_fog","title:painted fog"],[["list","winter reading","0006617fb9c8120d-469f0463fba5","2026-11-30T15:04:25.901Z","80000001"],["opened","","0006617fb9cc9e38-806438ea234d","2026-11-30T15:04:26.199Z","ICLR2026/painted_fog"],["tag","fog & light","0006617fb9c6cf77-2742c0fd3241","2026-11-30T15:04:25.818Z","fog & light"]]]');
INSERT INTO "paper" VALUES('0006617fb9c781a8-15e404feafe9','["0006617fb9c781a8-15e404feafe9","2026-11-30T15:04:25.864Z",["arxiv:2601.00004","entry:ICLR2026/lantern_oil","title:lantern oil at scale"],[["list","winter reading","0006617fb9c781a8-15e404feafe9","2026-11-30T15:04:25.864Z","80000000"],["starred","","0006617fba071815-e12f4fac4aad","2026-11-30T15:04:30.031Z",false],["tag","oil","0006617fba0782a1-9240d4673f7f","2026-11-30T15:04:30.059Z","oil"]]]');
CREATE TABLE place (number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, document TEXT NOT NULL);
INSERT INTO "place" VALUES(1,'ICML2025/calm_lanterns','[0.5, 3, "2026-11-30T15:04:26.211909+00:00"]');
CREATE TABLE remark (key TEXT PRIMARY KEY, digest TEXT NOT NULL, revisions TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO "remark" VALUES('ICLR2026/painted_fog','cd4b6066d22c6f35c3ae7749c8a2caa5','0006617fba08ced6-6500e8e5754f');
INSERT INTO "remark" VALUES('ICML2025/calm_lanterns','63a9a1ef631b9b75a5e642061c072771','0006617fb9cde09d-e7361387abd0');
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
