using Telephony.Api.Errors;
using Telephony.Api.Pipeline;
using Telephony.Domain.Addresses;
using Telephony.Domain.Messages;
using Telephony.Messaging.Sending;

namespace Telephony.Api.Sms;

/// <summary>Who does not want messages of a sender: <c>/sms/optouts:add</c>, <c>:remove</c>, <c>:check</c> (2025-05-29-preview).</summary>
internal static class OptOutOperations
{
    private delegate ValueTask<OptOutResponseItem> OneAsync(ApiCall call, MessageAddress sender, PhoneNumber recipient);

    public static void MapOptOuts(this ApiRoutes api, SmsServices sms) => api.Area("sms")
        .Post("/sms/optouts:add", "OptOuts_Add", call => EachAsync(call, sms, async (call, sender, recipient) =>
        {
            await sms.OptOuts.AddAsync(call.Resource.Name, sender, recipient, sms.Clock.GetUtcNow(), call.Cancellation).ConfigureAwait(false);
            return new OptOutResponseItem(recipient.ToString(), 200);
        }))
        .Post("/sms/optouts:remove", "OptOuts_Remove", call => EachAsync(call, sms, async (call, sender, recipient) =>
        {
            await sms.OptOuts.RemoveAsync(call.Resource.Name, sender, recipient, call.Cancellation).ConfigureAwait(false);
            return new OptOutResponseItem(recipient.ToString(), 200);
        }))
        .Post("/sms/optouts:check", "OptOuts_Check", call => EachAsync(call, sms, async (call, sender, recipient) =>
        {
            var found = await sms.OptOuts.FindAsync(call.Resource.Name, sender, [recipient], call.Cancellation).ConfigureAwait(false);
            return new OptOutResponseItem(recipient.ToString(), 200) { IsOptedOut = found.Contains(recipient) };
        }));

    private static async ValueTask<ApiAnswer> EachAsync(ApiCall call, SmsServices sms, OneAsync one)
    {
        if (!call.TryRead(SmsJson.Default.OptOutRequest, out var request, out var refused)) return refused;
        if (string.IsNullOrEmpty(request.From)) return ApiErrors.Missing("from");
        if (!MessageAddress.TryParse(request.From, out var sender, out var why)) return ApiErrors.BadField("from", why);
        if (sms.Senders.OwnerOf(sender) != call.Resource.Name) return ApiErrors.Error(401, "Unauthorized", $"{sender.Text} is not a sender of this resource.", "from");
        if (request.Recipients is not { Count: >= 1 and <= SendRequest.MostRecipients }) return ApiErrors.BadField("recipients", $"1 to {SendRequest.MostRecipients} recipients are allowed");
        call.Target = sender.Text;
        var items = new List<OptOutResponseItem>(request.Recipients.Count);
        foreach (var recipient in request.Recipients)
        {
            var to = recipient?.To ?? "";
            items.Add(PhoneNumber.TryParse(to, out var number)
                ? await one(call, sender, number).ConfigureAwait(false)
                : new OptOutResponseItem(to, 400) { ErrorMessage = $"\"{to}\" is no E.164 number: '+' and {PhoneNumber.FewestDigits} to {PhoneNumber.MostDigits} digits." });
        }
        return ApiAnswer.Ok(new OptOutResponse(items), SmsJson.Default.OptOutResponse);
    }
}
