using Telephony.Host.Commands;
using Telephony.Support.Storage;
using Xunit;

namespace Telephony.Unit.Host;

/// <summary>DR-29: the tester of number rules.</summary>
public sealed class RulesCommandTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public RulesCommandTests()
    {
        Directory.CreateDirectory(_folder.File("sbc-config/trunks"));
        File.WriteAllText(_folder.File("settings.json"), """{ "Telephony": {} }""");
        File.WriteAllText(_folder.File("sbc-config/routes.json"), """{ "numberRules": { "inboundCalled": [{ "name": "strip 9", "pattern": "^9", "replacement": "" }] } }""");
        File.WriteAllText(_folder.File("sbc-config/trunks/a.json"), """
            { "fqdn": "a.example", "transport": "udp", "numberRules": {
              "inboundCalled": [{ "name": "home", "pattern": "^0(\\d+)$", "replacement": "+49$1" }], "outboundCalled": [{ "name": "abroad", "pattern": "^\\+", "replacement": "00" }] } }
            """);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("90711", "+49711", "by strip 9, home", "90711", "no rule matches")]
    [InlineData("+49711", "+49711", "no rule matches", "0049711", "by abroad")]
    public void All_four_directions_are_shown_with_the_rules_that_did_it(string number, string inbound, string inboundBy, string outbound, string outboundBy)
    {
        var lines = Run(number, "a.example", ExitCodes.Good);
        Assert.Equal($"inboundCalled    {inbound,-24} {inboundBy}", lines[0]);
        Assert.Equal($"inboundCalling   {number,-24} no rule matches", lines[1]);
        Assert.Equal($"outboundCalled   {outbound,-24} {outboundBy}", lines[2]);
        Assert.Equal($"outboundCalling  {number,-24} no rule matches", lines[3]);
    }

    [Fact]
    public void An_emergency_number_is_said_to_be_one_and_an_unknown_trunk_is_refused()
    {
        Assert.Contains("112 is an emergency number", Run("112", null, ExitCodes.Good)[4]);
        Assert.Contains("known are a.example", Run("112", "b.example", ExitCodes.Refused)[0]);
    }

    private string[] Run(string number, string? trunk, int expected)
    {
        var output = new StringWriter();
        Assert.Equal(expected, RulesCommand.Run(_folder.File("settings.json"), number, trunk, output));
        return output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
    }
}
