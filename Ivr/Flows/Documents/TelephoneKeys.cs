namespace Telephony.Ivr.Flows.Documents;

/// <summary>The keys of a telephone, and the letters on them (ITU-T E.161).</summary>
public static class TelephoneKeys
{
    private const string Letters = "22233344455566677778889999";

    // Pairs: the letter, and what it is without its accent. A program without ICU does not take it apart.
    private const string Accents = "ÀAÁAÂAÃAÄAÅAĀAĂAĄAÆAÇCĆCČCĎDĐDÈEÉEÊEËEĒEĖEĘEĚEĞGÌIÍIÎIÏIĪIĮIİIŁLĻLĽLÑNŃNŅNŇNÒOÓOÔOÕOÖOØOŌOŐOŒOŔRŘRŚSŞSŠSȘSßSŢTŤTȚTÙUÚUÛUÜUŪUŮUŰUŲUÝYŸYŹZŻZŽZ";

    public static bool IsKey(char key) => key is (>= '0' and <= '9') or '*' or '#';

    /// <summary>"Smith" is 76484. Signs without a key are left out; letters with an accent are taken without it.</summary>
    public static string Spell(string name) =>
        string.Concat(name.ToUpperInvariant().Select(Plain).Where(static c => c is (>= 'A' and <= 'Z') or (>= '0' and <= '9')).Select(static c => char.IsAsciiDigit(c) ? c : Letters[c - 'A']));

    private static char Plain(char letter)
    {
        for (var i = 0; i < Accents.Length; i += 2)
        {
            if (Accents[i] == letter) return Accents[i + 1];
        }
        return letter;
    }
}
