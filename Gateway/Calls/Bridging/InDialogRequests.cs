using Telephony.Calls.Interworking;
using Telephony.Calls.Legs;
using Telephony.Calls.Loop;
using Telephony.Calls.Transfer;
using Telephony.Domain.Records;
using Telephony.Sip.Messages;
using Telephony.Sip.UserAgents;
using Telephony.Sip.Writing;

namespace Telephony.Calls.Bridging;

/// <summary>Requests inside a call that are no re-INVITE and no BYE: what is ours is answered, INFO crosses, the rest is not allowed.</summary>
internal static class InDialogRequests
{
    public static void On(Call call, Leg leg, IncomingRequest request)
    {
        request.Tap ??= leg.Tap;
        switch (request.Request.Method)
        {
            case SipMethod.Update when call.AnsweredAtMs is null && (request.Request.Body.IsEmpty || !IsSettled(call, leg)):
                AnswerEarly(leg, request);
                break;
            case SipMethod.Update:
                call.Bridge.OnUpdate(leg, request);
                break;
            case SipMethod.Info:
                Relay(call, leg, request);
                break;
            case SipMethod.Options:
                request.Respond(200);
                break;
            case SipMethod.Refer:
                ReferRequests.On(call, leg, request);
                break;
            case SipMethod.Subscribe:
                ReferRequests.OnSubscribe(call, leg, request);
                break;
            case SipMethod.Notify:
                ReferNotifies.On(leg, request);
                break;
            default:
                request.Respond(405);
                break;
        }
    }

    /// <summary>
    /// UPDATE before the answer (RFC 3311 5.2): without an offer it refreshes the target. An offer that finds the first one without a reliable answer is too early:
    /// ours crosses that of the callee (491), the caller's is still with us (500).
    /// </summary>
    private static void AnswerEarly(Leg leg, IncomingRequest request)
    {
        if (request.Request.Body.IsEmpty) request.Respond(200);
        else if (leg.Role == LegRole.B) request.Respond(491);
        else request.Respond(500, default, WriteRetryAfter, leg.Call.Shard.Random.Next(11));
    }

    private static bool IsSettled(Call call, Leg leg) => call.LocalEnd is null && (leg.Role == LegRole.A ? call.Bridge.Caller.IsSettled : call.Bridge.Callee.IsSettled);

    private static void WriteRetryAfter(ref SipWriter writer, int seconds) => writer.Header(HeaderName.RetryAfter, seconds);

    private static void Relay(Call call, Leg from, IncomingRequest request)
    {
        var to = call.Opposite(from);
        if (InfoDigits.TryRead(request.Request, out var digit, out var duration) && Digits.TryTakeInfo(call, from, digit, duration))
        {
            request.Respond(200);
            return;
        }
        if (call.LocalEnd is not null)
        {
            request.Respond(200);
            return;
        }
        if (to is not { Dialog: { } dialog, IsGone: false })
        {
            request.Respond(call.AnsweredAtMs is null ? 500 : 481);
            return;
        }
        var message = request.Request;
        dialog.Send(SipMethod.Info, new InfoRelay(request), WriteInfo, message, message.ContentType, message.Body);
    }

    private static void WriteInfo(ref SipWriter writer, SipMessage from)
    {
        writer.Copy(from, HeaderName.InfoPackage);
        writer.Copy(from, HeaderName.ContentDisposition);
    }

    private sealed class InfoRelay(IncomingRequest request) : IResponseUser
    {
        public void OnResponse(OutgoingRequest sent, SipMessage response)
        {
            if (!request.IsAnswered) request.Respond(response.StatusCode is 401 or 407 ? 500 : response.StatusCode);
        }

        public void OnFailed(OutgoingRequest sent, RequestFailure failure)
        {
            if (!request.IsAnswered) request.Respond(failure == RequestFailure.Timeout ? 408 : 500);
        }
    }
}
