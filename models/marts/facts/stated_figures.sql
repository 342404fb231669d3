with stated as (

    select * from {{ ref('int_stated_figures') }}

),

public as (

    select
        document_id,
        department_id,
        section_no,
        section_title,
        page,
        line_no,
        figure_page,
        figure_line_no,
        sentence,
        concept,
        subject,
        funding_source,
        function_code,
        economic_code,
        phase,
        comparison,
        direction,
        printed_text,
        unit,
        reason,
        route,
        value::decimal(24, 8) as value,
        printed_decimals::integer as printed_decimals,
        stated_figure_id,
        amount_yuan,
        half_unit_yuan
    from stated

)

select * from public
