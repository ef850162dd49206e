using Telephony.Api.OpenApi;

namespace Telephony.Api.Sms;

/// <summary>What the document says of the area.</summary>
internal static class SmsWords
{
    public static readonly IReadOnlyList<(string Name, ApiWords Words)> All =
    [
        ("Sms_Send", new("Send a message to 1 to 100 recipients")
        {
            Request = SmsJson.Default.SendMessageRequest, Answers = [(202, SmsJson.Default.SmsSendResponse)], Text = "One result a recipient. What is accepted is stored: it is sent through a crash, and never twice unasked.",
        }),
        ("Sms_Get", new("How one message stands") { Answers = [(200, SmsJson.Default.SmsMessage)] }),
        ("Sms_Segment", new("How a text would be cut") { Request = SmsJson.Default.SegmentationRequest, Answers = [(200, SmsJson.Default.SmsSegmentation)] }),
        ("OptOuts_Add", new("Note that recipients want nothing from a sender") { Request = SmsJson.Default.OptOutRequest, Answers = [(200, SmsJson.Default.OptOutResponse)] }),
        ("OptOuts_Remove", new("Take that back") { Request = SmsJson.Default.OptOutRequest, Answers = [(200, SmsJson.Default.OptOutResponse)] }),
        ("OptOuts_Check", new("Ask who wants nothing from a sender") { Request = SmsJson.Default.OptOutRequest, Answers = [(200, SmsJson.Default.OptOutResponse)] }),
    ];
}
