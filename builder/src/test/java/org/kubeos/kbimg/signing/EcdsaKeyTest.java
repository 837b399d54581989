package org.kubeos.kbimg.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Random;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.jce.ECNamedCurveTable;
import org.bouncycastle.jce.spec.ECNamedCurveParameterSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Deterministic ECDSA, by the vectors of RFC 6979 and by Bouncy Castle. */
class EcdsaKeyTest {

    private static final String P256 = "1.2.840.10045.3.1.7";
    private static final String P384 = "1.3.132.0.34";
    private static final String P521 = "1.3.132.0.35";

    // RFC 6979, appendices A.2.5, A.2.6, and A.2.7.
    private static final String KEY_256 = "C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721";
    private static final String KEY_384 =
            "6B9D3DAD2E1B8C1C05B19875B6659F4DE23C3B667BF297BA9AA47740787137D8" + "96D5724E4C70A825F872C9EA60D2EDF5";
    private static final String KEY_521 = "00FAD06DAA62BA3B25D2FB40133DA757205DE67F5BB0018FEE8C86E1B68C7E75"
            + "CAA896EB32F1F47C70855836A6D16FCC1466F6D8FBEC67DB89EC0C08B0E996B83538";

    private static String key(String curve) {
        return switch (curve) {
            case P256 -> KEY_256;
            case P384 -> KEY_384;
            default -> KEY_521;
        };
    }

    @ParameterizedTest
    @CsvSource({
        P256 + ",sample,EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716,"
                + "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8",
        P256 + ",test,F1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367,"
                + "019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083",
        P384 + ",sample,21B13D1E013C7FA1392D03C5F99AF8B30C570C6F98D4EA8E354B63A21D3DAA33"
                + "BDE1E888E63355D92FA2B3C36D8FB2CD,F3AA443FB107745BF4BD77CB3891674632068A10CA67E3D4"
                + "5DB2266FA7D1FEEBEFDC63ECCD1AC42EC0CB8668A4FA0AB0",
        P384 + ",test,6D6DEFAC9AB64DABAFE36C6BF510352A4CC27001263638E5B16D9BB51D451559"
                + "F918EEDAF2293BE5B475CC8F0188636B,2D46F3BECBCC523D5F1A1256BF0C9B024D879BA9E838144C"
                + "8BA6BAEB4B53B47D51AB373F9845C0514EEFB14024787265",
        P521 + ",sample,01511BB4D675114FE266FC4372B87682BAECC01D3CC62CF2303C92B3526012659"
                + "D16876E25C7C1E57648F23B73564D67F61C6F14D527D54972810421E7D87589E1A7,"
                + "004A171143A83163D6DF460AAF61522695F207A58B95C0644D87E52AA1A347916E4F7A72930B1BC0"
                + "6DBE22CE3F58264AFD23704CBB63B29B931F7DE6C9D949A7ECFC",
        P521 + ",test,000E871C4A14F993C6C7369501900C4BC1E9C7B0B4BA44E04868B30B41D8071042EB"
                + "28C4C250411D0CE08CD197E4188EA4876F279F90B3D8D74A3C76E6F1E4656AA8,"
                + "00CD52DBAA33B063C3A6CD8058A1FB0A46A4754B034FCC644766CA14DA8CA5CA9FDE00E88C1AD60C"
                + "CBA759025299079D7A427EC3CC5B619BFBC828E7769BCD694E86"
    })
    void signsAsInRfc6979(String curve, String message, String r, String s) throws Exception {
        byte[] signature =
                EcdsaKey.of(curve, new BigInteger(key(curve), 16)).sign(message.getBytes(StandardCharsets.UTF_8));

        DerReader numbers = DerReader.ofSequence(signature);
        assertThat(numbers.integer()).isEqualTo(new BigInteger(r, 16));
        assertThat(numbers.integer()).isEqualTo(new BigInteger(s, 16));
        assertThat(numbers.hasMore()).isFalse();
    }

    /** Among so many, there are numbers that begin with zeros. */
    @ParameterizedTest
    @CsvSource({P256 + ",P-256", P384 + ",P-384", P521 + ",P-521"})
    void signsAsBouncyCastleDoes(String curve, String name) throws Exception {
        ECNamedCurveParameterSpec known = ECNamedCurveTable.getParameterSpec(name);
        var domain = new ECDomainParameters(known.getCurve(), known.getG(), known.getN(), known.getH());
        var random = new Random(6979);
        for (int i = 0; i < 300; i++) {
            BigInteger secret = new BigInteger(domain.getN().bitLength() - 1 - i % 40, random).add(BigInteger.ONE);
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(secret.toByteArray());
            var judge = new ECDSASigner(new HMacDSAKCalculator(SHA256Digest.newInstance()));
            judge.init(true, new ECPrivateKeyParameters(secret, domain));

            DerReader numbers = DerReader.ofSequence(EcdsaKey.of(curve, secret).signDigest(digest));

            assertThat(new BigInteger[] {numbers.integer(), numbers.integer()})
                    .as("key %x", secret)
                    .isEqualTo(judge.generateSignature(digest));
        }
    }

    /** As a provider makes it that doesn't take its numbers from where it is told to. */
    @Test
    void refusesASignatureOfAnotherNumber() throws Exception {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair();
        byte[] digest = MessageDigest.getInstance("SHA-256").digest();
        Signature signer = Signature.getInstance("NONEwithECDSA");
        signer.initSign(pair.getPrivate());
        signer.update(digest);
        byte[] signature = signer.sign();
        EcdsaKey key = EcdsaKey.of(P256, ((ECPrivateKey) pair.getPrivate()).getS());

        assertThatThrownBy(() -> key.requireNonce(BigInteger.TWO, digest, signature))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("numbers of its own choice");
    }

    @Test
    void takesNoNumberThatIsNoneOfTheCurve() {
        BigInteger order = ECNamedCurveTable.getParameterSpec("P-256").getN();

        assertThatThrownBy(() -> EcdsaKey.of(P256, BigInteger.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> EcdsaKey.of(P256, order)).isInstanceOf(IllegalArgumentException.class);
    }
}
