using Telephony.Sdp.Descriptions;
using Telephony.Sdp.OfferAnswer;
using Telephony.Sdp.Security;
using Xunit;

namespace Telephony.Unit.Sdp;

/// <summary>Acceptance 10 of direct routing: what is offered, what the policy takes, and what the answer says.</summary>
public sealed class SecurityNegotiationTests
{
    private const string TheirKey = "krXco0QRglwErMqtbMs2zSw29tBdmdgXpEYZhQmp";
    private const string Tag80 = "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + TheirKey;
    private const string Tag32 = "a=crypto:2 AES_CM_128_HMAC_SHA1_32 inline:" + TheirKey;

    [Fact]
    public void Both_tags_lead_to_the_long_one_also_when_the_short_one_is_first()
    {
        var (answer, plan) = Answer(SecurityPolicy.Require, "m=audio 4000 RTP/SAVP 0", Tag32, Tag80);
        Assert.Equal(CryptoSuite.AesCm128HmacSha1Tag80, plan.Security!.Suite);
        Assert.Equal("RTP/SAVP", answer.Media[0].Protocol);
        Assert.StartsWith("1 AES_CM_128_HMAC_SHA1_80 inline:", Crypto(answer));
        Assert.DoesNotContain(TheirKey, Crypto(answer), StringComparison.Ordinal);
        Assert.Equal(Convert.FromBase64String(TheirKey), Assert.Single(plan.Security.Remote).KeyAndSalt.ToArray());
        Assert.EndsWith(Convert.ToBase64String(plan.Security.Local.KeyAndSalt.Span), Crypto(answer));
    }

    [Fact]
    public void Only_the_short_tag_is_refused_where_the_long_one_is_wanted()
    {
        var offer = SdpText.Offer("m=audio 4000 RTP/SAVP 0", Tag32);
        Assert.Equal(NegotiationFault.NoCommonSuite, Fault(offer, Local(SecurityPolicy.Require, CryptoSuite.AesCm128HmacSha1Tag80)));
        Assert.Equal(NegotiationFault.NoCommonSuite, Fault(offer, Local(SecurityPolicy.Prefer, CryptoSuite.AesCm128HmacSha1Tag80)));
        Assert.Equal(CryptoSuite.AesCm128HmacSha1Tag32, Answer(SecurityPolicy.Require, "m=audio 4000 RTP/SAVP 0", Tag32).Plan.Security!.Suite);
    }

    [Theory]
    [InlineData("|2^31", 0)]
    [InlineData("|2^31|1:4", 4)]
    [InlineData("|1:1", 1)]
    public void Lifetime_and_key_identifier_are_taken_and_not_answered(string behindKey, int mkiBytes)
    {
        var (answer, plan) = Answer(SecurityPolicy.Require, "m=audio 4000 RTP/SAVP 0", Tag80 + behindKey);
        Assert.Equal(mkiBytes, plan.Security!.Remote[0].MkiBytes);
        Assert.Equal(0, plan.Security.Local.MkiBytes);
        Assert.DoesNotContain("|", Crypto(answer), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SecurityPolicy.Off, "RTP/AVP", false, "plain")]
    [InlineData(SecurityPolicy.Off, "RTP/AVP", true, "plain")]
    [InlineData(SecurityPolicy.Off, "RTP/SAVP", true, "ProfileNotServed")]
    [InlineData(SecurityPolicy.Prefer, "RTP/AVP", false, "plain")]
    [InlineData(SecurityPolicy.Prefer, "RTP/AVP", true, "secure")]
    [InlineData(SecurityPolicy.Prefer, "RTP/SAVP", true, "secure")]
    [InlineData(SecurityPolicy.Prefer, "RTP/SAVPF", true, "secure")]
    [InlineData(SecurityPolicy.Prefer, "RTP/SAVP", false, "ProfileNotServed")]
    [InlineData(SecurityPolicy.Require, "RTP/AVP", false, "EncryptionRequired")]
    [InlineData(SecurityPolicy.Require, "RTP/AVPF", true, "secure")]
    [InlineData(SecurityPolicy.Require, "RTP/SAVP", true, "secure")]
    [InlineData(SecurityPolicy.Require, "UDP/TLS/RTP/SAVP", true, "secure")]
    [InlineData(SecurityPolicy.Require, "UDP/TLS/RTP/SAVP", false, "ProfileNotServed")]
    public void The_policy_decides(SecurityPolicy policy, string protocol, bool withKeys, string expected)
    {
        var offer = SdpText.Offer(withKeys ? [$"m=audio 4000 {protocol} 0", Tag80] : [$"m=audio 4000 {protocol} 0"]);
        var outcome = Answers.FromPolicy(offer, Side(Local(policy)));
        Assert.Equal(expected, outcome switch
        {
            AnswerOutcome.Answered answered => answered.Plan.Security is null ? "plain" : "secure",
            AnswerOutcome.Refused refused => refused.Fault.ToString(),
            _ => "",
        });
        if (outcome is not AnswerOutcome.Answered taken) return;
        Assert.Equal(protocol, taken.Description.Media[0].Protocol);
        Assert.Equal(expected == "secure", taken.Description.Media[0].Attributes.Has("crypto"));
    }

    [Theory]
    [InlineData(SecurityPolicy.Require, 1)]
    [InlineData(SecurityPolicy.Prefer, 1)]
    [InlineData(SecurityPolicy.Off, 0)]
    public void Beside_each_other_one_is_taken_and_the_others_keep_their_places(SecurityPolicy policy, int taken)
    {
        var offer = SdpText.Offer("m=audio 4000 RTP/AVP 0", "m=audio 4002 RTP/SAVP 0", Tag80, "m=audio 4004 UDP/TLS/RTP/SAVP 0", "a=fingerprint:sha-256 AA");
        var answered = Assert.IsType<AnswerOutcome.Answered>(Answers.FromPolicy(offer, Side(Local(policy))));
        Assert.Equal(["RTP/AVP", "RTP/SAVP", "UDP/TLS/RTP/SAVP"], answered.Description.Media.Select(static media => media.Protocol));
        for (var i = 0; i < 3; i++) Assert.Equal(i == taken, answered.Description.Media[i].Port != 0);
        Assert.Equal(4000 + (2 * taken), answered.Plan.RemotePort);
    }

    [Fact]
    public void Our_offer_names_every_suite_with_a_key_of_its_own_and_the_answer_chooses()
    {
        var local = Local(SecurityPolicy.Prefer);
        var offer = Assert.IsType<OfferOutcome.Offered>(Offers.FromPolicy(Side(local))).Description;
        Assert.Equal("RTP/SAVP", offer.Media[0].Protocol);
        var lines = offer.Media[0].Attributes.Where(static line => line.Name == "crypto").ToArray();
        Assert.Equal(["1 AES_CM_128_HMAC_SHA1_80", "2 AEAD_AES_256_GCM", "3 AEAD_AES_128_GCM", "4 AES_CM_128_HMAC_SHA1_32"], lines.Select(static line => line.Value!.Split(" inline")[0]));
        Assert.Equal(4, lines.Select(static line => line.Value!.Split("inline:")[1]).Distinct().Count());

        var plan = Assert.IsType<PlanOutcome.Agreed>(Answers.Accept(offer, SdpText.Offer("m=audio 4000 RTP/SAVP 0", "a=crypto:4 AES_CM_128_HMAC_SHA1_32 inline:" + TheirKey))).Plan;
        Assert.Equal(CryptoSuite.AesCm128HmacSha1Tag32, plan.Security!.Suite);
        Assert.EndsWith(Convert.ToBase64String(plan.Security.Local.KeyAndSalt.Span), lines[3].Value);
    }

    [Theory]
    [InlineData("m=audio 4000 RTP/SAVP 0", "a=crypto:1 AES_CM_128_HMAC_SHA1_32 inline:" + TheirKey, NegotiationFault.NoCommonSuite)]
    [InlineData("m=audio 4000 RTP/SAVP 0", "a=crypto:9 AES_CM_128_HMAC_SHA1_80 inline:" + TheirKey, NegotiationFault.NoCommonSuite)]
    [InlineData("m=audio 4000 RTP/SAVP 0", Tag80 + " UNENCRYPTED_SRTP", NegotiationFault.NoCommonSuite)]
    [InlineData("m=audio 4000 RTP/SAVP 0", "a=x", NegotiationFault.NoCommonSuite)]
    [InlineData("m=audio 4000 RTP/AVP 0", "a=x", NegotiationFault.ProfileNotServed)]
    public void An_answer_that_does_not_take_what_was_offered_is_refused(string media, string line, NegotiationFault why)
    {
        var offer = Assert.IsType<OfferOutcome.Offered>(Offers.FromPolicy(Side(Local(SecurityPolicy.Require)))).Description;
        Assert.Equal(new PlanOutcome.Refused(why), Answers.Accept(offer, SdpText.Offer(media, line)));
    }

    [Fact]
    public void Keys_in_an_answer_to_a_plain_offer_mean_nothing()
    {
        var offer = Assert.IsType<OfferOutcome.Offered>(Offers.FromPolicy(Side(LocalSecurity.Off))).Description;
        Assert.Equal("RTP/AVP", offer.Media[0].Protocol);
        Assert.Null(Assert.IsType<PlanOutcome.Agreed>(Answers.Accept(offer, SdpText.Offer("m=audio 4000 RTP/AVP 0", Tag80))).Plan.Security);
    }

    [Fact]
    public void A_later_offer_repeats_the_keys_and_a_hold_changes_the_version_by_one()
    {
        var side = Side(Local(SecurityPolicy.Require));
        var first = Assert.IsType<OfferOutcome.Offered>(Offers.FromPolicy(side)).Description;
        Assert.Same(first, Assert.IsType<OfferOutcome.Offered>(Offers.FromPolicy(side, first)).Description);
        var held = Assert.IsType<OfferOutcome.Offered>(Offers.FromPolicy(side with { Wanted = Direction.SendOnly }, first)).Description;
        Assert.Equal(first.Origin.Version + 1, held.Origin.Version);
        Assert.Equal(Crypto(first), Crypto(held));
    }

    [Fact]
    public void A_new_key_of_the_peer_changes_the_plan_and_not_our_answer()
    {
        var side = Side(Local(SecurityPolicy.Require));
        var first = Assert.IsType<AnswerOutcome.Answered>(Answers.FromPolicy(SdpText.Offer("m=audio 4000 RTP/SAVP 0", Tag80), side));
        var again = Assert.IsType<AnswerOutcome.Answered>(Answers.FromPolicy(
            SdpText.Offer("m=audio 4000 RTP/SAVP 0", "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwd"), side, first.Description));
        Assert.Same(first.Description, again.Description);
        Assert.NotEqual(first.Plan, again.Plan);
        Assert.Equal(first.Plan.Security!.Local, again.Plan.Security!.Local);
    }

    private static (SessionDescription Description, MediaPlan Plan) Answer(SecurityPolicy policy, params string[] offer)
    {
        var answered = Assert.IsType<AnswerOutcome.Answered>(Answers.FromPolicy(SdpText.Offer(offer), Side(Local(policy))));
        return (answered.Description, answered.Plan);
    }

    private static NegotiationFault Fault(SessionDescription offer, LocalSecurity security)
    {
        Assert.Equal(new AnswerOutcome.Refused(Answers.Judge(offer, security)), Answers.FromPolicy(offer, Side(security)));
        return Answers.Judge(offer, security);
    }

    private static string Crypto(SessionDescription description) => description.Media[0].Attributes.Find("crypto")!;

    private static AudioLocal Side(LocalSecurity security) => new() { Address = "198.51.100.1", RtpPort = 20000, Origin = new SessionOrigin(1111), Security = security };

    private static LocalSecurity Local(SecurityPolicy policy, params CryptoSuite[] suites)
    {
        if (suites.Length == 0) suites = [CryptoSuite.AesCm128HmacSha1Tag80, CryptoSuite.AeadAes256Gcm, CryptoSuite.AeadAes128Gcm, CryptoSuite.AesCm128HmacSha1Tag32];
        return policy == SecurityPolicy.Off
            ? LocalSecurity.Off
            : new LocalSecurity(policy, [.. suites.Select((suite, i) => (suite, new CryptoKey([.. Enumerable.Repeat((byte)(i + 1), suite.KeyAndSaltBytes())])))]);
    }
}
