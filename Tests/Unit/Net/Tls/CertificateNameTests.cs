using Telephony.Net.Tls;
using Xunit;

namespace Telephony.Unit.Net.Tls;

public sealed class CertificateNameTests
{
    [Theory]
    [InlineData("sbc.example", "sbc.example")]
    [InlineData("SBC.Example.", "sbc.example")]
    [InlineData("*.SBC.example", "*.sbc.example")]
    [InlineData("bücher.example", "xn--bcher-kva.example")]
    [InlineData("*.BÜCHER.example.", "*.xn--bcher-kva.example")]
    [InlineData("XN--BCHER-KVA.example", "xn--bcher-kva.example")]
    [InlineData("192.0.2.1", "192.0.2.1")]
    [InlineData("[2001:DB8:0::1]", "2001:db8::1")]
    [InlineData("2001:db8::1", "2001:db8::1")]
    [InlineData("sip_1.example", "sip_1.example")]
    [InlineData("", null)]
    [InlineData(".", null)]
    [InlineData("sbc..example", null)]
    [InlineData(".sbc.example", null)]
    [InlineData("sbc example", null)]
    [InlineData("sbc.example:5061", null)]
    [InlineData("sbc\0.example", null)]
    public void Names_have_one_form(string written, string? canonical) => Assert.Equal(canonical, CertificateName.Canonical(written));

    [Fact]
    public void A_name_that_is_too_long_for_DNS_is_none()
    {
        Assert.Null(CertificateName.Canonical(new string('a', 64) + ".example"));
        Assert.Null(CertificateName.Canonical(string.Join('.', Enumerable.Repeat(new string('a', 60), 5))));
    }

    // One whole label, the leftmost (RFC 5922 7.2 has none; the deviation is in docs/tls.md).
    [Theory]
    [InlineData("sbc.example", "sbc.example", true)]
    [InlineData("sbc.example", "x.sbc.example", false)]
    [InlineData("*.a.example", "x.a.example", true)]
    [InlineData("*.a.example", "xn--bcher-kva.a.example", true)]
    [InlineData("*.a.example", "a.example", false)]
    [InlineData("*.a.example", "y.x.a.example", false)]
    [InlineData("*.a.example", ".a.example", false)]
    [InlineData("f*.a.example", "foo.a.example", false)]
    [InlineData("f*.a.example", "f*.a.example", false)]
    [InlineData("*f.a.example", "of.a.example", false)]
    [InlineData("x.*.example", "x.a.example", false)]
    [InlineData("*.*.example", "x.a.example", false)]
    [InlineData("*.example", "a.example", false)]
    [InlineData("*", "a", false)]
    [InlineData("*.0.2.1", "192.0.2.1", false)]
    [InlineData("192.0.2.1", "192.0.2.1", true)]
    [InlineData("", "", false)]
    public void A_name_proves_itself_and_a_wildcard_one_label(string name, string host, bool proven) => Assert.Equal(proven, CertificateName.Proves(name, host));
}
