using Telephony.Domain.Identity;
using Telephony.Domain.Messages;
using Telephony.Messaging.Sending;

namespace Telephony.Host.Flows;

/// <summary>Text messages of flows: taken as those of an application of the resource whose number was called, stored before they are accepted. Any thread.</summary>
internal sealed class FlowTexts(MessageSender sender)
{
    /// <returns>Null, or a sentence that says why it was not taken.</returns>
    public async ValueTask<string?> SendAsync(ResourceId resource, string from, string to, string text, CancellationToken cancellation)
    {
        if (!MessageAddress.TryParse(from, out var address, out var why)) return $"\"{from}\" cannot send messages: {why}";
        if (text.Length is 0 or > OutboundMessage.LongestText) return $"a message has 1 to {OutboundMessage.LongestText} characters, not {text.Length}";
        var request = new SendRequest { Resource = resource, From = address, Recipients = [new SendRecipient(to, "")], Text = text, Tag = "flow" };
        return await sender.SendAsync(request, cancellation).ConfigureAwait(false) switch
        {
            SendAnswer.NotYours notYours => notYours.Why,
            SendAnswer.NoCarrier noCarrier => noCarrier.Why,
            SendAnswer.Results { Items: [SendResult.Accepted] } => null,
            SendAnswer.Results { Items: [SendResult.BadNumber bad] } => bad.Why,
            SendAnswer.Results { Items: [SendResult.OptedOut] } => $"{to} wants no messages from {from}",
            _ => "the message was not taken",
        };
    }
}
