using System.Diagnostics.CodeAnalysis;
using Telephony.Api.Errors;
using Telephony.Api.Pipeline;
using Telephony.Domain.Messages;
using Telephony.Messaging.Sending;

namespace Telephony.Api.Sms;

/// <summary>Text messages: <c>/sms</c> (2021-03-07, 2025-05-29-preview, 2026-01-23), and what became of one, which is ours.</summary>
public static class SmsArea
{
    private const int FewestReportSeconds = 60;
    private const int MostReportSeconds = 43_200;

    public static void MapSms(this ApiRoutes api, SmsServices sms)
    {
        api.Area("sms")
            .Post("/sms", "Sms_Send", call => SendAsync(call, sms.Sender))
            .Get("/sms/messages/{id}", "Sms_Get", call => GetAsync(call, sms.Messages))
            .Post("/sms:segment", "Sms_Segment", static call => ValueTask.FromResult(Segment(call)));
        api.MapOptOuts(sms);
    }

    private static async ValueTask<ApiAnswer> SendAsync(ApiCall call, MessageSender sender)
    {
        if (!TryRead(call, out var request, out var refused)) return refused;
        call.Target = request.From.Text;
        return await sender.SendAsync(request, call.Cancellation).ConfigureAwait(false) switch
        {
            SendAnswer.Results results => ApiAnswer.Of(202, new SmsSendResponse([.. results.Items.Select((item, at) => Item(item, request.Recipients[at]))]), SmsJson.Default.SmsSendResponse),
            SendAnswer.NotYours notYours => ApiErrors.Error(401, "Unauthorized", notYours.Why, "from"),
            SendAnswer.NoCarrier noCarrier => ApiErrors.Error(400, "NoCarrier", noCarrier.Why, "from"),
            var other => throw new InvalidOperationException($"{other.GetType().Name} is no answer that is known here."),
        };
    }

    private static bool TryRead(ApiCall call, [NotNullWhen(true)] out SendRequest? request, [NotNullWhen(false)] out ApiAnswer? refused)
    {
        request = null;
        if (!call.TryRead(SmsJson.Default.SendMessageRequest, out var body, out refused)) return false;
        refused = Wrong(body);
        if (refused is not null) return false;
        if (!MessageAddress.TryParse(body.From, out var from, out var why)) refused = ApiErrors.BadField("from", why);
        else request = new SendRequest
        {
            Resource = call.Resource.Name, From = from, Text = body.Message!, WantsReport = body.SmsSendOptions?.EnableDeliveryReport ?? false, Tag = body.SmsSendOptions?.Tag ?? "",      // looked at by Wrong
            Recipients = [.. body.SmsRecipients!.Select(static recipient => new SendRecipient(recipient!.To!, recipient.RepeatabilityRequestId ?? ""))],
            ReportLimit = TimeSpan.FromSeconds(body.SmsSendOptions?.DeliveryReportTimeoutInSeconds ?? MostReportSeconds),
        };
        return request is not null;
    }

    private static ApiAnswer? Wrong(SendMessageRequest body)
    {
        if (string.IsNullOrEmpty(body.From)) return ApiErrors.Missing("from");
        if (string.IsNullOrEmpty(body.Message)) return ApiErrors.Missing("message");
        if (body.Message.Length > OutboundMessage.LongestText) return ApiErrors.BadField("message", $"at most {OutboundMessage.LongestText} characters are allowed, not {body.Message.Length}");
        if (body.SmsRecipients is not { Count: >= 1 and <= SendRequest.MostRecipients }) return ApiErrors.BadField("smsRecipients", $"1 to {SendRequest.MostRecipients} recipients are allowed");
        for (var i = 0; i < body.SmsRecipients.Count; i++)
        {
            if (string.IsNullOrEmpty(body.SmsRecipients[i]?.To)) return ApiErrors.Missing($"smsRecipients[{i}].to");
            if (body.SmsRecipients[i]!.RepeatabilityRequestId is { Length: > 64 }) return ApiErrors.BadField($"smsRecipients[{i}].repeatabilityRequestId", "a UUID is allowed");      // its To was just read
        }
        if (body.SmsSendOptions?.Tag is { Length: > SendRequest.LongestTag }) return ApiErrors.BadField("smsSendOptions.tag", $"at most {SendRequest.LongestTag} characters are allowed");
        return body.SmsSendOptions?.DeliveryReportTimeoutInSeconds is < FewestReportSeconds or > MostReportSeconds
            ? ApiErrors.BadField("smsSendOptions.deliveryReportTimeoutInSeconds", $"{FewestReportSeconds} to {MostReportSeconds} are allowed") : null;
    }

    private static SmsSendResponseItem Item(SendResult result, SendRecipient recipient)
    {
        var repeatable = recipient.RepeatKey.Length > 0;
        return result switch
        {
            SendResult.Accepted accepted => new(result.To, 202, true) { MessageId = accepted.Id.ToString(), RepeatabilityResult = repeatable ? "accepted" : null },
            SendResult.BadNumber bad => new(result.To, 400, false) { ErrorMessage = bad.Why },
            SendResult.OptedOut => new(result.To, 400, false) { ErrorMessage = "The recipient has opted out of messages from this sender." },
            _ => new(result.To, 400, false) { RepeatabilityResult = "rejected", ErrorMessage = "The repeatabilityRequestId was used for another message." },
        };
    }

    private static async ValueTask<ApiAnswer> GetAsync(ApiCall call, IMessageStore messages)
    {
        if (!MessageId.TryParse(call.Route("id"), out var id) || await messages.FindAsync(call.Resource.Name, id, call.Cancellation).ConfigureAwait(false) is not { } found)
            return ApiErrors.NotFound("There is no such message of this resource.");
        var encoding = MessageSegments.EncodingOf(found.Text);
        return ApiAnswer.Ok(
            new SmsMessage(id.ToString(), found.From.Text, found.To.ToString(), found.State.ToString(), found.CreatedAt, found.ChangedAt, found.Carrier, Word(encoding), MessageSegments.Cut(found.Text, encoding).Count)
            {
                ErrorCode = found.ErrorCode.Length > 0 ? found.ErrorCode : null, Error = found.Error.Length > 0 ? found.Error : null, Tag = found.Tag.Length > 0 ? found.Tag : null,
            },
            SmsJson.Default.SmsMessage);
    }

    private static ApiAnswer Segment(ApiCall call)
    {
        if (!call.TryRead(SmsJson.Default.SegmentationRequest, out var request, out var refused)) return refused;
        if (string.IsNullOrEmpty(request.Message)) return ApiErrors.Missing("message");
        if (request.Message.Length > OutboundMessage.LongestText) return ApiErrors.BadField("message", $"at most {OutboundMessage.LongestText} characters are allowed");
        var encoding = MessageSegments.EncodingOf(request.Message);
        var parts = MessageSegments.Cut(request.Message, encoding).Count;
        var units = encoding == MessageEncoding.Gsm7 ? GsmAlphabet.CountSeptets(request.Message) : request.Message.Length;
        return ApiAnswer.Ok(new SmsSegmentation(Word(encoding), parts, units, parts == 1 ? MessageSegments.UnitsAlone(encoding) : MessageSegments.UnitsTogether(encoding)), SmsJson.Default.SmsSegmentation);
    }

    private static string Word(MessageEncoding encoding) => encoding == MessageEncoding.Gsm7 ? "gsm7" : "ucs2";
}
