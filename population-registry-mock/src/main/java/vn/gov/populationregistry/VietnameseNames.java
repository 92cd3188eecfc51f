package vn.gov.populationregistry;

import java.util.ArrayList;
import java.util.List;

/** Of what names of computed people are made; what is frequent stands here more than once. */
final class VietnameseNames {

    static final List<String> FAMILY = weighted(
            "NGUYỄN*38 TRẦN*11 LÊ*9 PHẠM*7 HUỲNH*5 VÕ*5 PHAN*4 TRƯƠNG*3 BÙI*2 ĐẶNG*2 ĐỖ*2 NGÔ*2 HỒ*2 DƯƠNG*1 ĐINH*1 MAI*1 TÔ*1"
                    + " LÝ*1 ĐOÀN*1 CAO*1 TRỊNH*1");
    static final List<String> MIDDLE_OF_MEN =
            weighted("VĂN*10 HỮU*2 ĐỨC*2 CÔNG*2 QUANG*2 MINH*2 ĐÌNH*1 XUÂN*1 THÀNH*1 QUỐC*2 NGỌC*1 THANH*2");
    static final List<String> MIDDLE_OF_WOMEN =
            weighted("THỊ*14 NGỌC*2 THANH*2 KIM*2 THU*2 HỒNG*1 BÍCH*1 MỸ*1 PHƯƠNG*1 XUÂN*1 MINH*1");
    static final List<String> GIVEN_OF_MEN = List.of(
            "AN ANH BẢO BÌNH CƯỜNG DŨNG DUY ĐẠT HẢI HIẾU HOÀNG HÙNG HUY KHANG KHÔI LÂM LONG MINH NAM NGHĨA PHONG PHÚC QUÂN SƠN TÀI TÂM THẮNG THỊNH TIẾN TOÀN TRÍ TRỌNG TRUNG TUẤN VIỆT VINH"
                    .split(" "));
    static final List<String> GIVEN_OF_WOMEN = List.of(
            "AN ANH CHI DIỆU DUNG DUYÊN GIANG HÀ HẰNG HẠNH HIỀN HOA HƯƠNG HUYỀN LAN LINH LOAN MAI MY NGA NGÂN NHI NHUNG OANH PHƯỢNG QUYÊN TÂM THẢO THỦY TRANG TRINH TUYẾT UYÊN VÂN VY YẾN"
                    .split(" "));

    private VietnameseNames() {}

    private static List<String> weighted(String namesAndWeights) {
        var names = new ArrayList<String>();
        for (var nameAndWeight : namesAndWeights.split(" ", -1)) {
            var parts = nameAndWeight.split("\\*", -1);
            for (int i = 0; i < Integer.parseInt(parts[1]); i++) {
                names.add(parts[0]);
            }
        }
        return List.copyOf(names);
    }
}
