namespace Telephony.Ivr.Import;

/// <summary>A TwiML document as a flow that stands alone. Verbs that fetch another document (Redirect, an action URL) have no counterpart there, and are reported.</summary>
public static class TwimlImport
{
    public static ImportResult Read(string xml, string name)
    {
        if (!TwimlText.TryRead(xml, out var response, out var why)) return new ImportResult(null, [why]);
        var draft = new FlowDraft(name);
        draft.Start = new TwimlVerbs(draft, null).Read(response);
        return draft.Finish();
    }
}
