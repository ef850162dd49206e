using System.Text;
using Telephony.Calls.Dialing;
using Telephony.Calls.Legs;
using Telephony.Calls.Registration;
using Telephony.Calls.Shards;
using Telephony.Calls.Transit;
using Telephony.Domain.Identity;
using Telephony.Domain.Messages;
using Telephony.Domain.NumberRules;
using Telephony.Domain.Trunks;
using Telephony.Sip.Messages;
using Telephony.Sip.UserAgents;
using Telephony.Sip.Writing;

namespace Telephony.Calls.Messages;

/// <summary>Sends MESSAGE outside of dialogs (RFC 3428 4) by the first shard. One address is tried: a repetition elsewhere of what was not answered could arrive twice.</summary>
internal sealed class TrunkMessages(CallShard shard) : ITrunkMessages
{
    private static readonly byte[] ContentType = "text/plain;charset=UTF-8"u8.ToArray();

    public async ValueTask<TrunkMessageOutcome> SendAsync(TrunkId trunk, OutboundMessage message, CancellationToken cancellation)
    {
        var pending = new Pending(shard, trunk, message);
        if (!shard.Loop.Post(static state => ((Pending)state!).Begin(), pending)) return new TrunkMessageOutcome.NotSent("The gateway's signalling has stopped.");
        return await pending.Outcome.WaitAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>One MESSAGE until its final response. Loop thread only, but for <see cref="Outcome"/>.</summary>
    private sealed class Pending(CallShard shard, TrunkId id, OutboundMessage message) : IResponseUser
    {
        private readonly TaskCompletionSource<TrunkMessageOutcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<TrunkMessageOutcome> Outcome => _outcome.Task;

        public void Begin()
        {
            if (shard.Services.Catalogue.Current.Find(id) is not { } trunk) End(new TrunkMessageOutcome.NotSent($"There is no trunk {id}."));
            else if (!trunk.Enabled || !trunk.CanBeCalled) End(new TrunkMessageOutcome.NotSent($"Trunk {id} is not enabled, or has no address."));
            else Send(trunk);
        }

        public void OnResponse(OutgoingRequest request, SipMessage response)
        {
            shard.Services.Bans.Vouch(request.Target.Remote);
            var after = int.TryParse(SipText.ToText(response.Header(HeaderName.RetryAfter)).Split('(', ';')[0], out var seconds) && seconds > 0 ? TimeSpan.FromSeconds(seconds) : (TimeSpan?)null;
            End(new TrunkMessageOutcome.Answered(response.StatusCode, SipText.ToText(response.ReasonPhrase), after));
        }

        public void OnFailed(OutgoingRequest request, RequestFailure failure) => End(failure switch
        {
            RequestFailure.NoTarget => new TrunkMessageOutcome.NotSent($"The name of trunk {id} has no address."),
            // A connection that broke may have carried it before; one that was never made has not, and a datagram that was refused has reached nobody.
            RequestFailure.TransportError when request.ConnectionId == 0 || shard.UserAgent.Transports.NeverOpened(request.ConnectionId) => new TrunkMessageOutcome.NotSent(shard.UserAgent.Transports.LastFailure(request.Target.Remote) ?? $"Trunk {id} cannot be reached."),
            RequestFailure.TransportError => new TrunkMessageOutcome.Silent($"The connection to trunk {id} broke."),
            _ => new TrunkMessageOutcome.Silent($"Trunk {id} did not answer MESSAGE."),
        });

        private void Send(Trunk trunk)
        {
            var target = InviteTarget.Of(trunk, shard.Listeners);
            var from = $"<sip:{SipUserText.Escape(Rewrite(message.From.Text, NumberDirection.OutboundCalling, trunk))}@{IdentityHeaders.HostOf(trunk, shard.Services.Options.Domain)}>";
            var uri = target.Uri(Rewrite(message.To.ToString(), NumberDirection.OutboundCalled, trunk));
            shard.UserAgent.Send(
                new RequestDraft
                {
                    Method = SipMethod.Message,
                    RequestUri = uri,
                    From = Encoding.UTF8.GetBytes(from),
                    To = Encoding.UTF8.GetBytes($"<{Encoding.UTF8.GetString(uri)}>"),
                    CallId = Encoding.ASCII.GetBytes(message.Id.ToString()),
                    ContentType = ContentType,
                    Body = Encoding.UTF8.GetBytes(message.Text),
                    Targets = target.Targets,
                    Routes = target.Routes,
                    Profile = target.Profile,
                    ListenPoint = target.ListenPoint,
                    Credentials = TrunkCredentials.Of(trunk),
                    LargeRequests = TrunkExtensions.LargeRequestsOf(trunk),
                    TryNextTarget = false,
                },
                this, WriteIdentity, (trunk, from));
        }

        private string Rewrite(string number, NumberDirection direction, Trunk trunk)
        {
            var catalogue = shard.Services.Catalogue.Current;
            return NumberRewriter.Apply(number, direction, catalogue.NumberRules, trunk.NumberRules, catalogue.Emergency).After;
        }

        private void End(TrunkMessageOutcome outcome) => _outcome.TrySetResult(outcome);

        private static void WriteIdentity(ref SipWriter writer, (Trunk Trunk, string From) state)
        {
            if (state.Trunk.Identity is { Trusted: true, Pai: AssertedIdentity.From }) writer.Header(HeaderName.PAssertedIdentity, Encoding.UTF8.GetBytes(state.From));
        }
    }
}
