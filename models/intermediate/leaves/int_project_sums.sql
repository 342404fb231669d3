-- Projects printed over their own sub-projects (通用项目 › 购买服务 › 购买中介机构审计服务), with nothing
-- but the amounts to tell: read from below, a row is a parent if the leaves right under it add up to
-- it; where the table describes its projects, only a row without a description can be one. Believed
-- only where the leaves that remain add up to the total over them: that of the table, or of a unit.
with recursive lines as (

    select * from {{ ref('int_project_lines') }}

),

-- two equal amounts below each other are a project and its only sub-project, or two projects: each
-- reading is tried
readings as (

    select unnest(['any', 'never_alone', 'alternating']) as reading

),

-- summed is how many of the leaves below a row add up to it; a sum of one is that one's only parent
walk as (

    select
        lines.document_id,
        lines.table_no,
        lines.section_no,
        readings.reading,
        lines.row_no,
        lines.section_yuan,
        lines.nth_from_below,
        [lines.amount_yuan] as leaves,
        0::bigint as summed,
        'leaf' as kind
    from lines
    cross join readings
    where lines.nth_from_below = 1 and not lines.is_opener
    union all
    select
        document_id,
        table_no,
        section_no,
        reading,
        row_no,
        section_yuan,
        nth_from_below,
        case when kind = 'leaf' then list_prepend(amount_yuan, leaves) else leaves end as leaves,
        case when kind = 'leaf' then 0 else summed end as summed,
        kind
    from (
        select
            *,
            case
                when is_described or summed = 0 then 'leaf'
                -- what the row below adds up is not added up once more in part
                when summed < summed_below then 'leaf'
                when summed > 1 or kind_below = 'many' then 'many'
                when reading = 'any' then 'alone'
                when reading = 'alternating' and kind_below = 'leaf' then 'alone'
                else 'leaf'
            end as kind
        from (
            select
                lines.document_id,
                lines.table_no,
                lines.section_no,
                walk.reading,
                lines.row_no,
                lines.section_yuan,
                lines.nth_from_below,
                lines.amount_yuan,
                lines.is_described,
                walk.leaves,
                walk.kind as kind_below,
                walk.summed as summed_below,
                {{ summed_count('walk.leaves', 'lines.amount_yuan') }} as summed
            from walk
            inner join lines
                on
                    {{ same_table('walk', 'lines') }}
                    and walk.section_no = lines.section_no
                    and walk.nth_from_below + 1 = lines.nth_from_below
            where not lines.is_opener
        )
    )

),

proved as (

    select
        document_id,
        table_no,
        section_no,
        reading
    from walk
    group by document_id, table_no, section_no, reading
    having list_sum(max_by(leaves, nth_from_below)) = any_value(section_yuan)
    qualify row_number() over (partition by document_id, table_no, section_no order by reading) = 1

),

parents as (

    select distinct
        walk.document_id,
        walk.table_no,
        walk.row_no
    from walk
    inner join proved
        on
            {{ same_table('walk', 'proved') }}
            and walk.section_no = proved.section_no
            and walk.reading = proved.reading
    where walk.kind <> 'leaf'

)

select * from parents
