using Telephony.Benchmarks.Api;
using Telephony.Peers.Agents;

namespace Telephony.Benchmarks.Messages;

/// <summary>One text to one recipient, as the SDK sends it.</summary>
internal static class SmsRequests
{
    private const string Path = "/sms?api-version=2021-03-07";
    private const string Body = """{"from":"+12025550100","message":"Hello there, this is a message","smsRecipients":[{"to":"+14255550190"}]}""";
    private const string Reported = """{"from":"+12025550100","message":"Hello there, this is a message","smsRecipients":[{"to":"+14255550190"}],"smsSendOptions":{"enableDeliveryReport":true}}""";

    public static WrkRequest Make(SignedRequests signed) => signed.Make("POST", Path, Body);

    public static WrkRequest MakeReported(SignedRequests signed) => signed.Make("POST", Path, Reported);
}
