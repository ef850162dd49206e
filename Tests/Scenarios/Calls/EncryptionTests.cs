using System.Text;
using Telephony.Domain.Trunks;
using Telephony.Rtp.Media;
using Telephony.Rtp.Packets;
using Telephony.Rtp.Srtp;
using Telephony.Support.Calls;
using Xunit;

namespace Telephony.Scenarios.Calls;

/// <summary>SRTP by SDES over whole calls (DR-7, acceptance 10): what each policy offers, takes and refuses, and who hears whom.</summary>
public sealed class EncryptionTests : Scenario
{
    private const string TheirKey = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwd";
    private const string OtherKey = "HRwbGhkYFxYVFBMSERAPDg0MCwoJCAcGBQQDAgEA";

    [Theory]
    [InlineData(SrtpPolicy.Off, SrtpPolicy.Off)]
    [InlineData(SrtpPolicy.Off, SrtpPolicy.Prefer)]
    [InlineData(SrtpPolicy.Off, SrtpPolicy.Require)]
    [InlineData(SrtpPolicy.Prefer, SrtpPolicy.Off)]
    [InlineData(SrtpPolicy.Prefer, SrtpPolicy.Prefer)]
    [InlineData(SrtpPolicy.Prefer, SrtpPolicy.Require)]
    [InlineData(SrtpPolicy.Require, SrtpPolicy.Off)]
    [InlineData(SrtpPolicy.Require, SrtpPolicy.Prefer)]
    [InlineData(SrtpPolicy.Require, SrtpPolicy.Require)]
    public void Each_leg_is_protected_by_its_own_policy(SrtpPolicy near, SrtpPolicy far)
    {
        Start(Policies(near, far));
        var (sbc, alpha) = (Sbc, Alpha);
        sbc.Dials(Number, near == SrtpPolicy.Off ? null : Secured(sbc, TheirKey));
        var invite = alpha.Receives("INVITE");
        Assert.Equal(far != SrtpPolicy.Off, invite.Body.Contains("RTP/SAVP", StringComparison.Ordinal));
        Assert.DoesNotContain(TheirKey, invite.Body, StringComparison.Ordinal);
        alpha.Answers(invite, 200, far == SrtpPolicy.Off ? null : Secured(alpha, OtherKey));
        var answer = sbc.Receives("200 INVITE");
        Assert.Equal(near != SrtpPolicy.Off, answer.Body.Contains("RTP/SAVP", StringComparison.Ordinal));
        sbc.Acks(answer);
        alpha.Receives("ACK");

        var nearEnd = near == SrtpPolicy.Off ? null : new End(TheirKey, KeyOf(answer.Body));
        var farEnd = far == SrtpPolicy.Off ? null : new End(OtherKey, KeyOf(invite.Body));
        HearsFrom(sbc, nearEnd, alpha, farEnd, 0x11);
        HearsFrom(alpha, farEnd, sbc, nearEnd, 0x22);
        Ladder.HangUp(sbc, alpha);
        NoKeyIsKept(TheirKey, OtherKey);
    }

    [Theory]
    [InlineData(SrtpPolicy.Require, false, "srtp.policy is require")]
    [InlineData(SrtpPolicy.Off, true, "unless srtp.policy is off")]
    public void An_offer_that_the_policy_does_not_take_gets_488_with_a_recorded_reason(SrtpPolicy policy, bool secured, string reason)
    {
        Start(Policies(policy, SrtpPolicy.Off));
        Sbc.Dials(Number, secured ? Secured(Sbc, TheirKey) : null);
        Sbc.Receives("488");
        var record = Ladder.Record;
        Assert.Contains(reason, record.Cause!.Text, StringComparison.Ordinal);
        Assert.Contains(reason, string.Join('\n', record.Trace), StringComparison.Ordinal);
        Assert.Empty(record.Attempts);
    }

    [Fact]
    public void Only_the_short_tag_is_refused_where_the_long_one_is_wanted()
    {
        Start(new LadderSetup { Trunk = static (name, trunk) => name == "sbc" ? trunk with { Srtp = SrtpPreferences.Required with { Suites = ["AES_CM_128_HMAC_SHA1_80"] } } : trunk });
        Sbc.Dials(Number, Secured(Sbc, TheirKey, suite: "AES_CM_128_HMAC_SHA1_32"));
        Sbc.Receives("488");
        Assert.Contains("srtp.suites", Ladder.Record.Cause!.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(488)]
    [InlineData(415)]
    [InlineData(606)]
    public void A_trunk_that_refuses_SRTP_is_asked_again_with_plain_RTP_and_remembered(int status)
    {
        Start(Policies(SrtpPolicy.Off, SrtpPolicy.Prefer));
        var (sbc, alpha) = (Sbc, Alpha);
        sbc.Dials(Number);
        var first = alpha.Receives("INVITE");
        Assert.Contains("RTP/SAVP", first.Body, StringComparison.Ordinal);
        alpha.Answers(first, status);
        alpha.Receives("ACK");
        var second = alpha.Receives("INVITE");
        Assert.Contains("RTP/AVP", second.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("crypto", second.Body, StringComparison.Ordinal);
        alpha.Answers(second, 200);
        sbc.Acks(sbc.Receives("200 INVITE"));
        alpha.Receives("ACK");
        HearsFrom(sbc, null, alpha, null, 0x31);
        Ladder.HangUp(sbc, alpha);

        Ladder.Connect();                                                    // plain at once
        Ladder.HangUp(sbc, alpha);
        Ladder.Wait(3601);
        sbc.Dials(Number);
        var later = alpha.Receives("INVITE");
        Assert.Contains("RTP/SAVP", later.Body, StringComparison.Ordinal);   // it may have been set up anew
        alpha.Answers(later, 486);
        alpha.Receives("ACK");
        sbc.Receives("486");
    }

    [Fact]
    public void A_trunk_that_must_have_SRTP_is_not_asked_for_less()
    {
        Start(Policies(SrtpPolicy.Off, SrtpPolicy.Require));
        Sbc.Dials(Number);
        Alpha.Answers(Alpha.Receives("INVITE"), 488);
        Alpha.Receives("ACK");
        Sbc.Receives("488");
        Assert.Single(Ladder.Record.Attempts);
    }

    [Fact]
    public void An_answer_without_keys_ends_the_call()
    {
        Start(Policies(SrtpPolicy.Off, SrtpPolicy.Require));
        var alpha = Alpha;
        Sbc.Dials(Number);
        alpha.Answers(alpha.Receives("INVITE"), 200);                        // RTP/AVP to our RTP/SAVP
        alpha.Receives("ACK");
        alpha.Answers(alpha.Receives("BYE"), 200);
        Sbc.Receives("502");
    }

    [Fact]
    public void A_new_key_in_a_re_INVITE_is_answered_at_once_and_audio_goes_on()
    {
        Start(Policies(SrtpPolicy.Require, SrtpPolicy.Off));
        var (sbc, alpha) = (Sbc, Alpha);
        sbc.Dials(Number, Secured(sbc, TheirKey));
        alpha.Answers(alpha.Receives("INVITE"), 200);
        var answer = sbc.Receives("200 INVITE");
        sbc.Acks(answer);
        alpha.Receives("ACK");
        var end = new End(TheirKey, KeyOf(answer.Body));
        HearsFrom(sbc, end, alpha, null, 0x41);

        sbc.Sends("INVITE", Secured(sbc, OtherKey));
        var again = sbc.Receives("200 INVITE");
        sbc.Acks(again);
        Assert.Equal(KeyOf(answer.Body), KeyOf(again.Body));
        end.Rekey(OtherKey);
        HearsFrom(sbc, end, alpha, null, 0x42);
        HearsFrom(alpha, null, sbc, end, 0x43);
        Ladder.HangUp(sbc, alpha);
        NoKeyIsKept(TheirKey, OtherKey);
    }

    [Fact]
    public void A_hold_crosses_with_the_keys_unchanged()
    {
        Start(Policies(SrtpPolicy.Off, SrtpPolicy.Require));
        var (sbc, alpha) = (Sbc, Alpha);
        sbc.Dials(Number);
        var invite = alpha.Receives("INVITE");
        alpha.Answers(invite, 200, Secured(alpha, OtherKey));
        sbc.Acks(sbc.Receives("200 INVITE"));
        alpha.Receives("ACK");
        var end = new End(OtherKey, KeyOf(invite.Body));
        HearsFrom(sbc, null, alpha, end, 0x51);
        sbc.Sends("INVITE", sbc.SdpWith("sendonly"));
        var hold = alpha.Receives("INVITE");
        Assert.Equal(KeyOf(invite.Body), KeyOf(hold.Body));
        alpha.Answers(hold, 200, Secured(alpha, OtherKey).Replace("a=sendrecv", "a=recvonly", StringComparison.Ordinal));
        alpha.Receives("ACK");
        sbc.Acks(sbc.Receives("200 INVITE"));
        HearsFrom(sbc, null, alpha, end, 0x52);
        Ladder.HangUp(sbc, alpha);
    }

    [Fact]
    public void An_end_of_our_own_echoes_under_our_key()
    {
        Start(Policies(SrtpPolicy.Require, SrtpPolicy.Off) with { Numbers = [("+14255550111", "echo")] });
        var sbc = Sbc;
        sbc.Dials("+14255550111", Secured(sbc, TheirKey));
        var answer = sbc.Receives("200 INVITE");
        sbc.Acks(answer);
        var end = new End(TheirKey, KeyOf(answer.Body));
        HearsFrom(sbc, end, sbc, end, 0x61);
        sbc.Sends("BYE");
        sbc.Receives("200 BYE");
    }

    [Fact]
    public void A_late_offer_asks_for_SRTP_where_it_is_required()
    {
        Start(Policies(SrtpPolicy.Require, SrtpPolicy.Off));
        var (sbc, alpha) = (Sbc, Alpha);
        sbc.Dials(Number, "");
        alpha.Answers(alpha.Receives("INVITE"), 200);
        var offer = sbc.Receives("200 INVITE");
        Assert.Contains("RTP/SAVP", offer.Body, StringComparison.Ordinal);
        sbc.Acks(offer, Secured(sbc, TheirKey));
        alpha.Receives("ACK");
        HearsFrom(alpha, null, sbc, new End(TheirKey, KeyOf(offer.Body)), 0x71);
        Ladder.HangUp(sbc, alpha);
    }

    private static LadderSetup Policies(SrtpPolicy near, SrtpPolicy far) => new()
    {
        Trunk = (name, trunk) => trunk with { Srtp = new SrtpPreferences(name == "sbc" ? near : far) },
    };

    private static string Secured(Party party, string key, string suite = "AES_CM_128_HMAC_SHA1_80") =>
        party.Sdp().Replace("RTP/AVP", "RTP/SAVP", StringComparison.Ordinal) + $"a=crypto:1 {suite} inline:{key}|2^31\r\n";

    private static string KeyOf(string body) => body.Split("AES_CM_128_HMAC_SHA1_80 inline:")[1].Split('\r', '|')[0];

    private static void HearsFrom(Party speaker, End? speakerEnd, Party listener, End? listenerEnd, byte octet)
    {
        speaker.Protect = speakerEnd is null ? null : speakerEnd.Protect;
        listener.Open = listenerEnd is null ? null : listenerEnd.Open;
        speaker.Says(octet);
        Assert.Equal(octet, listener.Heard[^1]);
    }

    private void NoKeyIsKept(params string[] keys)
    {
        var record = Ladder.Record;
        var kept = new StringBuilder();
        kept.Append(Encoding.Latin1.GetString(record.Ladder.Encoded));
        kept.AppendJoin('\n', record.Trace).Append(record);
        foreach (var key in keys) Assert.DoesNotContain(key, kept.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("inline:A", kept.ToString(), StringComparison.Ordinal);
    }

    /// <summary>A party's side of the protection, <c>_80</c>.</summary>
    private sealed class End(string ours, string theirs)
    {
        private readonly SrtpReceiver _receiver = new(new SrtpKeyRing(SrtpSuite.AesCm128HmacSha1Tag80, [new SrtpMasterKey(Convert.FromBase64String(theirs))]));
        private SrtpSender _sender = new(SrtpCipher.Create(SrtpSuite.AesCm128HmacSha1Tag80, Convert.FromBase64String(ours)));

        public void Rekey(string next) => _sender = new SrtpSender(SrtpCipher.Create(SrtpSuite.AesCm128HmacSha1Tag80, Convert.FromBase64String(next)), _sender);

        public byte[] Protect(byte[] plain)
        {
            byte[] buffer = [.. plain, .. new byte[SrtpSender.MostBytes]];
            var length = plain.Length;
            Assert.Equal(SrtpVerdict.Done, _sender.ProtectRtp(buffer, ref length));
            return buffer[..length];
        }

        public byte[] Open(byte[] packet)
        {
            Assert.Equal(SrtpVerdict.Done, _receiver.OpenRtp(packet, out var length));
            _receiver.NoteRtp();
            return packet[..length];
        }
    }
}
