-- Every macro on prints it was made for, and on ones it must leave alone. A row is a case that failed.
with texts (printed) as (

    values
    ('201'), ('20103'), ('2010301'), ('30201'), ('50101'), ('2010301-行政运行'), ('[201]一般公共服务支出'),
    ('30101基本工资'), ('2026年'), ('一、基本支出'), ('其中:(一)人员经费'), ('基本支出'), ('1,234.50'), ('-3'),
    ('△1.20'), ('(2.5)'), ('12,34'), ('-'), (''), ('第一部分概况'), ('(二)支出'), ('3.机关运行经费'), ('(3)其他'),
    ('12.5万元'), ('市财政局(本级)'), ('国家信访局'), ('＃＃标题**重**'), ('２０１ 一般　公共'), ('⼀般⽀出'),
    ('一般公共服务支出'), ('2023年收支(万元)'), ('金额（单位：元）'),
    ('购置数（辆）'), ('附表1-2：基本支出表'), ('Ⅳ.收支总表'), ('表一一般公共预算支出表'), ('【表１】收入'), ('2026年收支总表'), ('小计小计小计'), ('小计小计'), ('人人人')

),

folded as (

    select
        printed,
        {{ folded('printed') }} as print_key,
        {{ squeezed('printed') }} as squeezed_print
    from texts

),

given as (

    select
        printed,
        unnest(
            [
                struct_pack(of := 'code_list', gives := {{ code_list('print_key') }}),
                struct_pack(of := 'code_before_name', gives := {{ code_before_name('print_key') }}),
                struct_pack(of := 'name_key', gives := {{ name_key('print_key') }}),
                struct_pack(of := 'economic_item', gives := {{ economic_item('print_key') }}),
                struct_pack(of := 'splits_item', gives := ({{ splits_item('print_key') }})::varchar),
                struct_pack(of := 'code_level', gives := {{ code_level('print_key', 'group', 'item') }}),
                struct_pack(of := 'code_name_key', gives := {{ code_name_key('print_key') }}),
                struct_pack(of := 'is_number', gives := ({{ is_number('print_key') }})::varchar),
                struct_pack(of := 'printed_number', gives := {{ printed_number('print_key') }}::varchar),
                struct_pack(of := 'printed_decimals', gives := ({{ printed_decimals('print_key') }})::varchar),
                struct_pack(of := 'heading_level', gives := ({{ heading_level('print_key') }})::varchar),
                struct_pack(of := 'number_pattern', gives := regexp_extract(print_key, {{ number_pattern() }})),
                struct_pack(of := 'unit_name_key', gives := {{ unit_name_key('print_key') }}),
                struct_pack(of := 'body_ending', gives := regexp_matches(print_key, '{{ body_ending() }}')::varchar),
                struct_pack(of := 'central_body', gives := regexp_matches(print_key, '{{ central_body() }}')::varchar),
                struct_pack(of := 'unmarked', gives := {{ unmarked('print_key') }}),
                struct_pack(of := 'csv_pattern', gives := {{ csv_pattern('print_key') }}),
                struct_pack(of := 'squeezed', gives := squeezed_print),
                struct_pack(of := 'narrowed', gives := {{ narrowed('squeezed_print') }}),
                struct_pack(of := 'folded', gives := print_key),
                struct_pack(of := 'bracketed_unit', gives := {{ bracketed_unit('print_key') }}),
                struct_pack(of := 'without_unit', gives := {{ without_unit('print_key') }}),
                struct_pack(of := 'unnumbered', gives := {{ unnumbered('print_key') }}),
                struct_pack(of := 'said_once', gives := {{ said_once('print_key') }})
            ],
            recursive := true
        )
    from folded

),

slips (was, needed, expected) as (

    values
    ('123', '-123', 'sign'), ('12', '120000', 'factor_10000'), ('6', '60', 'decimal_point'),
    ('1234', '1284', 'one_digit'), ('1234', '1324', 'swapped_digits'), ('1234', '124', 'digit_too_many'),
    ('124', '1234', 'digit_left_out'), ('1234', '5678', null), ('0', '10', null)

),

pairs as (

    select
        *,
        {{ kind_of_slip('was', 'needed') }} as answer
    from slips

),

sums (amount, expected) as (

    values (1, '1'), (3, '2'), (6, '3'), (5, '0'), (0, '0')

),

lists as (

    select
        *,
        {{ summed_count('[1, 2, 3]', 'amount') }}::varchar as answer
    from sums

),

expected (tested, printed, expected) as (

    values
    ('code_list', '201', 'function'), ('code_list', '2010301', 'function'), ('code_list', '30201', 'economic'),
    ('code_list', '50101', 'government_economic'), ('code_list', '2026年', null), ('code_list', '-3', null),
    ('code_before_name', '2010301-行政运行', '2010301'), ('code_before_name', '[201]一般公共服务支出', '201'),
    ('code_before_name', '30101基本工资', '30101'), ('code_before_name', '2026年', null),
    ('code_before_name', '2010301', null),
    ('name_key', '一、基本支出', '基本支出'), ('name_key', '其中:(一)人员经费', '人员经费'),
    ('name_key', '基本支出', '基本支出'),
    ('economic_item', '30201', '30201'), ('economic_item', '2010301', '20103'),
    ('splits_item', '30201', 'false'), ('splits_item', '2010301', 'true'),
    ('code_level', '201', 'class'), ('code_level', '20103', 'group'), ('code_level', '2010301', 'item'),
    ('code_name_key', '一般公共服务支出', '一般公共服务'), ('code_name_key', '基本支出', '基本'),
    ('is_number', '1,234.50', 'true'), ('is_number', '(2.5)', 'true'), ('is_number', '12,34', 'false'),
    ('is_number', '-', 'false'), ('is_number', '', 'false'), ('is_number', '12.5万元', 'false'),
    ('printed_number', '1,234.50', '1234.50000000'), ('printed_number', '-3', '-3.00000000'),
    ('printed_number', '△1.20', '-1.20000000'), ('printed_number', '(2.5)', '-2.50000000'),
    ('printed_number', '-', null), ('printed_number', '', null), ('printed_number', '12,34', null),
    ('printed_decimals', '1,234.50', '2'), ('printed_decimals', '-3', '0'), ('printed_decimals', '(2.5)', '1'),
    ('heading_level', '第一部分概况', '1'), ('heading_level', '一、基本支出', '2'),
    ('heading_level', '(二)支出', '3'), ('heading_level', '3.机关运行经费', '4'),
    ('heading_level', '(3)其他', '5'), ('heading_level', '基本支出', null),
    ('heading_level', '12.5万元', null),
    ('number_pattern', '12.5万元', '12.5'), ('number_pattern', '1,234.50', '1,234.50'),
    ('number_pattern', '基本支出', ''),
    ('unit_name_key', '市财政局(本级)', '市财政局'), ('unit_name_key', '国家信访局', '国家信访局'),
    ('body_ending', '国家信访局', 'true'), ('body_ending', '基本支出', 'false'),
    ('central_body', '国家信访局', 'true'), ('central_body', '市财政局(本级)', 'false'),
    ('unmarked', '＃＃标题**重**', '标题重'), ('unmarked', '基本支出', '基本支出'),
    ('csv_pattern', '2023年收支(万元)', '"(20[0-9]{2}(年度?)?)?收支[(]万元[)]"'),
    ('squeezed', '２０１ 一般　公共', '２０１一般公共'), ('squeezed', '⼀般⽀出', '一般支出'),
    ('narrowed', '２０１ 一般　公共', '201一般公共'),
    ('folded', '２０１ 一般　公共', '201一般公共'), ('folded', '⼀般⽀出', '一般支出'),
    ('bracketed_unit', '2023年收支(万元)', '万元'), ('bracketed_unit', '金额（单位：元）', '元'),
    ('bracketed_unit', '购置数（辆）', null), ('without_unit', '金额（单位：元）', '金额'),
    ('without_unit', '购置数（辆）', '购置数(辆)'),
    ('unnumbered', '附表1-2：基本支出表', '基本支出表'), ('unnumbered', 'Ⅳ.收支总表', '收支总表'),
    ('unnumbered', '表一一般公共预算支出表', '一般公共预算支出表'),
    ('unnumbered', '(二)支出', '支出'), ('unnumbered', '2026年收支总表', '2026年收支总表'),
    ('said_once', '小计小计小计', '小计'), ('said_once', '小计小计', '小计小计'),
    ('said_once', '人人人', '人人人'), ('said_once', '基本支出', '基本支出'), ('said_once', '', ''),
    ('unnumbered', '第一部分概况', '概况'), ('unnumbered', '基本支出', '基本支出')

),

keys (tested, is_right) as (

    values
    ('department_key: blanks', {{ department_key("'41'", "'财政局'") }} = {{ department_key("'41'", "'财 政局'") }}),
    ('department_key: own level', {{ department_key("'41'", "'财政局'") }} = {{ department_key("'41'", "'财政局（本级）'") }}),
    ('department_key: region', {{ department_key("'41'", "'财政局'") }} <> {{ department_key("'42'", "'财政局'") }}),
    ('unit_key: code', {{ unit_key("'a'", "'1'") }} <> {{ unit_key("'a'", "'2'") }}),
    ('unit_key: department', {{ unit_key("'a'", "'1'") }} <> {{ unit_key("'b'", "'1'") }}),
    ('unit_key: no unit', {{ unit_key("'a'", "null") }} = 'a'),
    ('body_name_key: party', {{ body_name_key("'中国共产党某市委员会宣传部'") }} = '中共某市委宣传部'),
    ('body_name_key: league', {{ body_name_key("'中国共产主义青年团某市委员会'") }} = '共青团某市委'),
    ('body_name_key: another party', {{ body_name_key("'中国民主同盟某市委员会'") }} = '中国民主同盟某市委员会'),
    ('without_scope', {{ without_scope("'某市水利局（本级）'") }} = '某市水利局'),
    ('without_scope: department', {{ without_scope("'某市教育委员会部门'") }} = '某市教育委员会'),
    ('without_scope: of the name', {{ without_scope("'某中心（某研究所）'") }} = '某中心（某研究所）'),
    ('is_body_name', {{ is_body_name("'某市建筑工务署'") }}),
    ('is_body_name: brackets', {{ is_body_name("'某市流域管理中心（某市治理某河办公室）'") }}),
    ('is_body_name: indicator', not {{ is_body_name("'产出指标'") }}),
    ('is_body_name: project', not {{ is_body_name("'T000003741151-某系统运维'") }}),
    ('is_body_name: item', not {{ is_body_name("'事业单位医疗'") }}),
    ('is_body_name: blank form', not {{ is_body_name("'XX局'") }}),
    ('digits_of_numerals', {{ digits_of_numerals("'二〇二三年十二月三十一日'") }} = '2023年12月31日'),
    ('digits_of_numerals: ten', {{ digits_of_numerals("'二○二四年十月二十日'") }} = '2024年10月20日'),
    ('digits_of_numerals: zero', {{ digits_of_numerals("'二零二五年二月'") }} = '2025年2月'),
    ('as_printed', {{ as_printed('1234.5', '2') }} = '1,234.50')

),

failed as (

    select
        expected.tested,
        expected.printed,
        expected.expected,
        given.gives as answer
    from expected
    left join given on expected.tested = given.of and expected.printed = given.printed
    where coalesce(given.gives, 'null') <> coalesce(expected.expected, 'null') or given.of is null
    union all
    select
        'kind_of_slip' as tested,
        was || ' → ' || needed as printed,
        expected,
        answer
    from pairs
    where coalesce(answer, 'null') <> coalesce(expected, 'null')
    union all
    select
        'summed_count' as tested,
        amount::varchar as printed,
        expected,
        answer
    from lists
    where answer <> expected
    union all
    select
        tested,
        '' as printed,
        'true' as expected,
        is_right::varchar as answer
    from keys
    where not is_right

)

select * from failed
