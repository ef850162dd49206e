using System.Globalization;
using System.Text.Json;
using Telephony.Automation.Media;
using Telephony.Automation.Streams;
using Telephony.Domain.Records;

namespace Telephony.Automation.Connections;

/// <summary>What an operation came to, as callbacks carry it: a status in the manner of HTTP, the finer code, a sentence.</summary>
/// <param name="Sip">Status of the phone or its trunk; 0: none.</param>
/// <param name="Q850">Cause; 0: none.</param>
internal sealed record ResultInformation(int Code, int SubCode, string Message, int Sip = 0, int Q850 = 0)
{
    public static readonly ResultInformation Success = new(200, 0, "Action completed successfully.");
    public static readonly ResultInformation Cancelled = new(400, 8508, "Action failed, the operation was canceled.");
    public static readonly ResultInformation MaxTones = new(200, 8531, "Action completed, max digits received.");
    public static readonly ResultInformation StopTone = new(200, 8514, "Action completed as stop tone was detected.");
    public static readonly ResultInformation ToneMatched = new(200, 8533, "Action completed, DTMF option matched.");
    public static readonly ResultInformation InitialSilence = new(400, 8510, "Action failed, initial silence timeout reached.");
    public static readonly ResultInformation InterToneSilence = new(400, 8532, "Action failed, inter-digit silence timeout reached.");
    public static readonly ResultInformation WrongTone = new(400, 8534, "Action failed, incorrect tone entered.");
    public static readonly ResultInformation SpeechMatched = new(200, 8545, "Action completed, speech option matched.");
    public static readonly ResultInformation NoChoice = new(400, 8547, "Action failed, recognized phrase does not match a valid option.");
    public static readonly ResultInformation NotUnderstood = new(400, 8563, "Action failed, speech could not be recognized.");
    public static readonly ResultInformation ParticipantLeft = new(400, 8508, "Action failed, the participant has left the call.");

    /// <summary>The prompt of an operation: what was wrong with the file or text.</summary>
    public static ResultInformation OfPrompt(PromptOutcome.Failed failed) => new(400, (int)failed.Fault, failed.Fault switch
    {
        PromptFault.NotPlayable => $"Action failed, file format is invalid. {failed.Why}",
        PromptFault.NotSpoken => $"Action failed, the speech service cannot speak it. {failed.Why}",
        _ => $"Action failed, file could not be downloaded. {failed.Why}",
    });

    /// <summary>Of what recognises speech: why it failed.</summary>
    public static ResultInformation OfRecogniser(string why) => new(500, 8564, $"Action failed, the speech service failed. {why}");

    /// <summary>A stream to an application that failed.</summary>
    public static ResultInformation OfStream(StreamReply.Failed failed) => failed.Fault == StreamFault.Speech
        ? OfRecogniser(failed.Why)
        : new(400, 8581, $"Action failed, Transport url is not valid or web socket server is not operational. {failed.Why}");

    /// <summary>A call that did not come about: the status of who refused it; canceled, where the application did not want it any more.</summary>
    public static ResultInformation OfFailure(CallCause cause)
    {
        var status = cause.EndedBy == CallEndedBy.Controller ? 487 : cause.SipStatus is >= 400 and <= 699 ? cause.SipStatus : 500;
        return OfSip(status, cause.Text, cause.Q850);
    }

    /// <summary>A final status of SIP, with the service's finer code for what it means.</summary>
    public static ResultInformation OfSip(int status, string why, int q850 = 0) => new(status, status switch
    {
        403 or 603 or 607 => 8538,           // callee declined
        486 => 8539,                         // busy
        600 => 8540,                         // busy everywhere
        480 => 8541,                         // unavailable
        487 => 8542,                         // canceled
        404 or 410 or 484 or 604 => 8522,    // not found
        408 or 502 or 503 or 504 => 8544,    // unreachable
        _ => 9999,
    }, why, status, q850);

    /// <summary>The end of one that did.</summary>
    public static ResultInformation OfEnd(CallCause cause) => cause.EndedBy switch
    {
        CallEndedBy.Controller => new(200, 7000, "The call was ended by the application.", 0, cause.Q850),
        CallEndedBy.Gateway => new(cause.Q850 is 16 or 0 ? 200 : 500, 0, cause.Text, 0, cause.Q850),
        _ => new(200, 0, cause.Text, 0, cause.Q850),
    };

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject("resultInformation");
        json.WriteNumber("code", Code);
        json.WriteNumber("subCode", SubCode);
        json.WriteString("message", Message);
        if (Sip > 0) Detail(json, "sipDetails", Sip);
        if (Q850 > 0) Detail(json, "q850Details", Q850);
        json.WriteEndObject();
    }

    private void Detail(Utf8JsonWriter json, string name, int code)
    {
        json.WriteStartObject(name);
        json.WriteNumber("code", code);
        json.WriteString("message", Code == code ? Message : string.Create(CultureInfo.InvariantCulture, $"cause {code}"));
        json.WriteEndObject();
    }
}
