package nz.co.medimage.cli;

/** Configurations in the style of the classic connector's documented fields. */
final class ClassicSamples {
  /** A database, with the names of an older version for its queries. */
  static final String SQL =
      """
      {
        "photoPathMatch": "(.*)\\\\\\\\(.*)\\\\\\\\(.*).jpg",
        "photoVars": ["parentphotodir", "NHID", "photoname"],
        "testConnectionSQL": "SELECT 1;",
        "testConnectionShowField": "PATHTOFILE",
        "createUserSQL": "GRANT SELECT ON PATIENT TO MEDIMAGE; SET PASSWORD 'wOmbat'",
        "getIdSQL": "SELECT A.ANYBODYID AS ANYBODYID FROM PATIENT P JOIN ANYBODY A ON A.ANYBODYID = P.PATIENTID WHERE A.ROWINACTIVE = 0 AND P.NHINO = '[NHID]';",
        "insertAttachmentSQL": "INSERT INTO ATTACHMENTSMGR (ANYBODYID, WHENADDED, DESCRIPTION, NOTE, PATHTOFILE, FILESIZE, ROWINSERTSTAFF, ROWINSERTCOMPUTER, ROWINSERTLOCATION, ROWINACTIVE) VALUES ('[patientID]', '[currentDateTime]', '[photoname]', '', '[fullphotopath]', [filelength], '[staffname]', '[computer]', '[location]', 0);",
        "host": "localhost",
        "dbname": "C:\\\\MT32\\\\data\\\\MT32.ib",
        "username": "SYSDBA",
        "password": "masterkey",
        "staffname": "#sys",
        "computer": "",
        "localFolderMapDown": "C:\\\\mt32\\\\",
        "mapDownTo": "M:\\\\",
        "location": "M",
        "useResized": true,
        "useOriginal": true,
        "parentPhotoDir": "C:\\\\MT32\\\\Attachments",
        "useODBC": true,
        "dsnHere": "medtech32",
        "logging": true,
        "capitaliseNHID": true,
        "dbCurrentTimeSQL": "CURRENT_TIMESTAMP",
        "errorNotificationURL": "https://tell.example/me?key=k7&text=[MESSAGE]",
        "timeOutSeconds": 20,
        "constraints": {"patientID": 7, "photoName": 100, "staffname": 3},
        "createUserHelp": "Ask.",
        "colour": "green"
      }
      """;

  /** SOAP, with a look-up that gives a session. */
  static final String SOAP =
      """
      {
        "requestType": "soap",
        "testConnectionQuery": "",
        "getIdQuery": "<e:Envelope xmlns:e=\\"http://schemas.xmlsoap.org/soap/envelope/\\"><e:Body><FindPatient><Nhi>[ID]</Nhi></FindPatient></e:Body></e:Envelope>",
        "insertAttachmentQuery": "<e:Envelope xmlns:e=\\"http://schemas.xmlsoap.org/soap/envelope/\\"><e:Body><Add session=\\"[sessionID]\\"><Patient>[patientID]</Patient><Path>[fullphotopath]</Path><By>[staffname]</By></Add></e:Body></e:Envelope>",
        "staffname": "med & image",
        "parentPhotoDir": "/srv/photos",
        "capitaliseNHID": false,
        "logging": false,
        "endPoints": {
          "getId": "https://emr.example/soap/patients",
          "insertAttachment": "https://emr.example/soap/files?site=7",
          "includePhotoInPOST": false,
          "httpMethod": "POST",
          "ssl": true,
          "sslCertFile": "emr.pem",
          "timeoutFailureMs": 2000,
          "headers": [
            "Content-type: text/xml;charset=\\"utf-8\\"",
            "SOAPAction: [soapEndpoint]#Add",
            "Authorization: Basic d29tYmF0OnNlY3JldA==",
            "Content-length: [contentLength]"
          ]
        },
        "responseObjects": {
          "getId": {
            "success": "Body.FindResult.Found", "successValue": "1",
            "returnedValue": "Body.FindResult.Patient.0.Id",
            "sessionValue": "Body.FindResult.Session",
            "duplicate": "Body.FindResult.Found", "duplicateValue": "2"
          },
          "insertAttachment": {"success": "Body.AddResult.Ok", "successValue": "true"}
        }
      }
      """;

  /** JSON, with the photo in the request. */
  static final String JSON =
      """
      {
        "requestType": "json",
        "testConnectionQuery": "{\\"ping\\": true}",
        "getIdQuery": "{\\"nhi\\": \\"[ID]\\", \\"who\\": \\"MedImage at [location]\\"}",
        "insertAttachmentQuery": "{\\"patient\\": [patientID], \\"title\\": \\"[photoname]\\", \\"size\\": [filelength]}",
        "location": "\\"}, {\\"x\\": \\"",
        "parentPhotoDir": "/srv/photos",
        "useResized": true,
        "useOriginal": false,
        "logging": false,
        "endPoints": {
          "testConnection": "https://emr.example/api/ping",
          "getId": "https://emr.example/api/patients/[ID]/find?nhi=[ID]&exact=yes%26no",
          "insertAttachment": "https://emr.example/api/files",
          "includePhotoInPOST": true,
          "httpMethod": "POST",
          "headers": ["Content-Type: application/json", "X-Api-Key: k9"]
        },
        "responseObjects": {
          "testConnection": {"success": "ok", "successValue": "yes"},
          "getId": {"success": "id.success", "successValue": "true", "returnedValue": "id.value"},
          "insertAttachment": {"success": "results.0.stored"}
        }
      }
      """;

  private ClassicSamples() {}
}
