using Telephony.FlowRunner.Calls;
using Telephony.Ivr.Flows.Engine;

namespace Telephony.FlowRunner.Twiml;

/// <summary>Asks the web service of one call, and tells it things. Any thread.</summary>
internal sealed class TwimlClient(FlowCall owner, TwimlAccount account)
{
    private static readonly TimeSpan[] s_pauses = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30)];

    private FlowServices Services => owner.Desk.Services;

    public string AccountSid => account.Sid;

    /// <returns>The document, an empty one for an empty answer; or null, and why: a part of a sentence.</returns>
    public async Task<(string? Document, string Why)> AskAsync(Uri url, bool isGet, IReadOnlyList<KeyValuePair<string, string>> fields, int act)
    {
        var answer = await SendAsync(url, isGet, fields, act).ConfigureAwait(false);
        if (answer is not FlowEvent.HttpAnswered { Status: >= 200 and < 300 } good) return (null, answer is FlowEvent.ActionFailed failed ? failed.Reason : $"{url.Host} answered {((FlowEvent.HttpAnswered)answer).Status}");
        var text = good.Body.ToString();
        return (text.Length == 0 ? "<Response/>" : text, "");
    }

    /// <summary>A service that is away for a moment is told again; who does not want to hear is not.</summary>
    public async Task TellAsync(Uri url, bool isGet, IReadOnlyList<KeyValuePair<string, string>> fields)
    {
        for (var tries = 0; ; tries++)
        {
            var answer = await SendAsync(url, isGet, fields, 0).ConfigureAwait(false);
            if (answer is FlowEvent.HttpAnswered { Status: < 500 }) return;
            if (tries == s_pauses.Length || answer is FlowEvent.ActionFailed { Cause: FailureCause.Refused })
            {
                Services.Logger.TwimlFailed(owner.Call.Id, url.Host, answer is FlowEvent.ActionFailed failed ? failed.Reason : $"{url.Host} answers with errors");
                return;
            }
            await Task.Delay(s_pauses[tries], Services.Clock, owner.Desk.Stopping).ConfigureAwait(false);
        }
    }

    private Task<FlowEvent> SendAsync(Uri url, bool isGet, IReadOnlyList<KeyValuePair<string, string>> fields, int act) => Services.Requests.SendAsync(TwimlRequest.Make(act, url, isGet, fields, account.Token), owner.Desk.Stopping);
}
