using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Time.Testing;
using Telephony.Net.Tls;
using Telephony.Support.Network;
using Xunit;

namespace Telephony.Unit.Net.Tls;

public sealed class CertificateCheckTests : IDisposable
{
    private const string CodeSigning = "1.3.6.1.5.5.7.3.3";
    private const string SipDomain = "1.3.6.1.5.5.7.3.20";
    private const string Any = "2.5.29.37.0";

    private readonly TestAuthority _authority = TestAuthority.Create(intermediate: true);
    private readonly FakeTimeProvider _clock = new(TestAuthority.Begin.AddDays(100));

    public void Dispose() => _authority.Dispose();

    [Theory]
    [InlineData(0, 365, CertificateFault.None)]
    [InlineData(0, 99, CertificateFault.Expired)]
    [InlineData(101, 365, CertificateFault.NotYetValid)]
    public void Dates_are_those_of_the_clock(int begin, int end, CertificateFault expected) => Assert.Equal(expected, Examine(_authority.Issue("sbc.example", begin, end)));

    [Theory]
    [InlineData(TlsSide.Server, CertificateFault.None, TestAuthority.ServerUsage)]
    [InlineData(TlsSide.Server, CertificateFault.WrongUsage, TestAuthority.ClientUsage)]
    [InlineData(TlsSide.Server, CertificateFault.WrongUsage, CodeSigning)]
    [InlineData(TlsSide.Server, CertificateFault.None, SipDomain)]
    [InlineData(TlsSide.Server, CertificateFault.None, Any)]
    [InlineData(TlsSide.Server, CertificateFault.None)]
    [InlineData(TlsSide.Client, CertificateFault.None, TestAuthority.ClientUsage)]
    [InlineData(TlsSide.Client, CertificateFault.None, TestAuthority.ServerUsage)]     // SBCs have one certificate for both sides
    [InlineData(TlsSide.Client, CertificateFault.WrongUsage, CodeSigning)]
    public void The_usage_must_be_TLS(TlsSide side, CertificateFault expected, params string[] usages) => Assert.Equal(expected, Examine(_authority.Issue("sbc.example", usages: usages), side));

    [Fact]
    public void A_chain_without_its_middle_is_incomplete()
    {
        using var certificate = _authority.Issue("sbc.example");
        Assert.Equal(CertificateFault.IncompleteChain, Check().Examine(certificate, [], TlsSide.Server).Fault);
        Assert.Equal(CertificateFault.None, Check().Examine(certificate, _authority.Between, TlsSide.Server).Fault);
    }

    [Fact]
    public void A_stranger_vouches_for_nobody()
    {
        using var stranger = TestAuthority.Create("Stranger");
        using var certificate = stranger.Issue("sbc.example");
        Assert.Equal(CertificateFault.UnknownAuthority, Check().Examine(certificate, [stranger.Root], TlsSide.Server).Fault);
        Assert.Equal(CertificateFault.IncompleteChain, Check().Examine(certificate, [], TlsSide.Server).Fault);
        // Known as an addition to the usual ones.
        Assert.Equal(CertificateFault.None, new CertificateCheck([_authority.Root], [stranger.Root], _clock).Examine(certificate, [], TlsSide.Server).Fault);
    }

    [Fact]
    public void A_self_signed_one_is_nobodys()
    {
        using var certificate = TestCertificates.Create("sbc.example");
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        Assert.Equal(CertificateFault.SelfSigned, new CertificateCheck([_authority.Root], [], clock).Examine(certificate, [], TlsSide.Server).Fault);
        Assert.Equal(CertificateFault.None, new CertificateCheck([certificate], [], clock).Examine(certificate, [], TlsSide.Server).Fault);
    }

    [Fact]
    public void A_short_key_is_weak_and_an_elliptic_one_is_not()
    {
        using var weak = RSA.Create(1024);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.Equal(CertificateFault.WeakKey, Examine(_authority.Issue("sbc.example", with: weak)));
        Assert.Equal(CertificateFault.None, Examine(_authority.Issue("sbc.example", with: curve)));
    }

    [Fact]
    public void Names_are_the_alternative_ones_and_the_common_one_only_where_there_are_none()
    {
        Assert.Equal(["other.example", "*.sbc.example", "192.0.2.1"], Names(_authority.Issue("common.example", alternatives: ["Other.Example", "*.sbc.example", "192.0.2.1"])));
        Assert.Equal(["common.example"], Names(_authority.Issue("common.example", alternatives: [])));
        Assert.Equal(["common.example", "192.0.2.1"], Names(_authority.Issue("common.example", alternatives: ["192.0.2.1"])));
        // RFC 5922 7.1: a SIP URI names a domain, one with a user a person.
        Assert.Equal(["sip.example"], Names(_authority.Issue("common.example", alternatives: [], uri: new Uri("sip:sip.example"))));
        Assert.Equal(["common.example"], Names(_authority.Issue("common.example", alternatives: [], uri: new Uri("sip:kim@sip.example"))));

        static IEnumerable<string> Names(X509Certificate2 certificate)
        {
            using (certificate) return PeerCertificate.Read(certificate).Names;
        }
    }

    [Fact]
    public void A_pin_is_that_of_the_key_and_outlives_the_certificate()
    {
        using var key = RSA.Create(2048);
        using var first = _authority.Issue("sbc.example", with: key);
        using var second = _authority.Issue("sbc.example", endDay: 700, with: key);
        Assert.Equal(PeerCertificate.PinOf(first), PeerCertificate.PinOf(second));
        Assert.Equal(44, PeerCertificate.PinOf(first).Length);
    }

    private CertificateCheck Check() => new([_authority.Root], [], _clock);

    private CertificateFault Examine(X509Certificate2 certificate, TlsSide side = TlsSide.Server)
    {
        using (certificate) return Check().Examine(certificate, _authority.Between, side).Fault;
    }
}
